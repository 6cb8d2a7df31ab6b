/** A random generator. The same seed always gives the same sequence. */
export interface Random {
  /** Returns a number in [0, 1). */
  next(): number;
  /** Returns one element of the list. Throws `RangeError` if the list is empty. */
  pick<T>(from: readonly T[]): T;
  /** Returns a shuffled copy of the list. */
  shuffled<T>(list: readonly T[]): T[];
}

/** Returns a generator that uses the mulberry32 algorithm. Its 32 bits of state are enough to draw faults and rooms. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const pick = <T>(from: readonly T[]): T => {
    if (from.length === 0) throw new RangeError('Cannot pick from an empty list.');
    return from[Math.floor(next() * from.length)] as T;
  };
  const shuffled = <T>(list: readonly T[]): T[] => {
    const rest = [...list];
    return list.map(() => rest.splice(Math.floor(next() * rest.length), 1)[0] as T);
  };
  return { next, pick, shuffled };
}
