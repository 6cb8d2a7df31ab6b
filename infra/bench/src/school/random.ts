/** A function that returns random numbers in [0, 1). The same seed always gives the same sequence (mulberry32). */
export type Random = () => number;

export function createSeededRandom(seed: number): Random {
  let generatorState = seed >>> 0;
  return () => {
    generatorState = (generatorState + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(generatorState ^ (generatorState >>> 15), generatorState | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
