/** A random generator. The same seed always gives the same sequence. */
export interface RandomGenerator {
  /** Returns a number in [0, 1). */
  next(): number;
  /** Returns one element of the list. Throws `RangeError` if the list is empty. */
  pick<T>(from: readonly T[]): T;
  /** Returns a shuffled copy of the list. */
  shuffled<T>(list: readonly T[]): T[];
}

/** Returns a generator that uses the mulberry32 algorithm. Its 32 bits of state are enough to draw faults and rooms. */
export function createSeededRandomGenerator(seed: number): RandomGenerator {
  let generatorState = seed >>> 0;
  const drawNumber = () => {
    generatorState = (generatorState + 0x6d2b79f5) >>> 0;
    let mixedBits = Math.imul(generatorState ^ (generatorState >>> 15), generatorState | 1);
    mixedBits ^= mixedBits + Math.imul(mixedBits ^ (mixedBits >>> 7), mixedBits | 61);
    return ((mixedBits ^ (mixedBits >>> 14)) >>> 0) / 2 ** 32;
  };
  const pickElement = <T>(from: readonly T[]): T => {
    if (from.length === 0) throw new RangeError('Cannot pick from an empty list.');
    return from[Math.floor(drawNumber() * from.length)] as T;
  };
  const shuffle = <T>(list: readonly T[]): T[] => {
    const remainingElements = [...list];
    return list.map(
      () => remainingElements.splice(Math.floor(drawNumber() * remainingElements.length), 1)[0] as T,
    );
  };
  return { next: drawNumber, pick: pickElement, shuffled: shuffle };
}
