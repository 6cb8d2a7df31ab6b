import Type from 'typebox';

/**
 * Returns the schema of a name in a request. The schema checks the name before normalization, so it must allow more
 * than `maxCodePoints`. `normalizeText` applies the exact limit later (TEXT-1).
 */
export function createNameSchema(maxCodePoints: number) {
  return Type.String({
    minLength: 1,
    maxLength: maxCodePoints * 4,
    description: `1 to ${maxCodePoints} code points after trimming, on one line, with a visible character`,
  });
}
