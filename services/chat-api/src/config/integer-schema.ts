import Type from 'typebox';

export const createPositiveIntegerSchema = (fallback: number, description: string, maximum = 1_000_000_000) =>
  Type.Integer({ minimum: 1, maximum, default: fallback, description });
