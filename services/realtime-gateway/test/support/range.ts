/** Returns the integers from `from` to `to`, including both. */
export const createIntegerRange = (from: number, to: number): number[] =>
  Array.from({ length: Math.max(0, to - from + 1) }, (_, at) => from + at);
