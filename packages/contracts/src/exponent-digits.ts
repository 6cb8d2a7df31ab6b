const JSON_STRING_PATTERN = /"[^"\\]*(?:\\.[^"\\]*)*"/g;
/** Matches numbers in exponent form. JSON.stringify uses this form for 1e21 and above, and for numbers below 1e-6. */
const EXPONENT_NUMBER_PATTERN = /\d(?:\.\d+)?e[+-]\d+/g;

/**
 * Returns how many more characters PostgreSQL's jsonb needs for the numbers than JSON.stringify does. jsonb never uses
 * an exponent. For example, it writes 1e308 as 309 digits.
 */
export function countDigitsOmittedByExponents(json: string): number {
  let omittedDigitCount = 0;
  for (const [short] of json.replace(JSON_STRING_PATTERN, '').matchAll(EXPONENT_NUMBER_PATTERN)) {
    const [digits = '', exponent] = short.split('e');
    const exponentValue = Number(exponent);
    const lengthWithoutExponent =
      exponentValue > 0 ? exponentValue + 1 : `0.${digits.replace('.', '')}`.length - exponentValue - 1;
    omittedDigitCount += lengthWithoutExponent - short.length;
  }
  return omittedDigitCount;
}
