/** A function that returns random numbers in [0, 1). The same seed always gives the same sequence (mulberry32). */
export type RandomNumberSource = () => number;

export function createSeededRandomNumberSource(seed: number): RandomNumberSource {
  let generatorState = seed >>> 0;
  return () => {
    generatorState = (generatorState + 0x6d2b79f5) >>> 0;
    let mixedBits = Math.imul(generatorState ^ (generatorState >>> 15), generatorState | 1);
    mixedBits ^= mixedBits + Math.imul(mixedBits ^ (mixedBits >>> 7), mixedBits | 61);
    return ((mixedBits ^ (mixedBits >>> 14)) >>> 0) / 2 ** 32;
  };
}
