import Type from 'typebox';

/** Returns the schema of a variable that holds a positive integer. `fallback` is its default. */
export const createPositiveIntegerSchema = (fallback: number, description: string, maximum = 1_000_000_000) =>
  Type.Integer({ minimum: 1, maximum, default: fallback, description });
