import type Type from 'typebox';

/** What the schema of an event says of it. */
export const summaryOf = (schema: Type.TSchema): string =>
  (schema as { description?: string }).description ?? '';
