/** The maximum number of digits in a telephone number, as defined by ITU-T E.164. */
const MAX_PHONE_DIGITS = 15;

/** Matches the part of a telephone number that follows `tel:` or `+`. */
const PHONE_NUMBER_PATTERN = /\+?[0-9(](?:[0-9]|[ ./()-](?=[0-9(])|\)(?=[ ./-]?[0-9])){1,28}[0-9]/y;

/**
 * Returns the length of the telephone number at `start`; 0 if there is none, or if it has too few or too many digits.
 */
export function measurePhoneNumber(text: string, start: number, minDigits: number): number {
  PHONE_NUMBER_PATTERN.lastIndex = start;
  const phoneNumber = PHONE_NUMBER_PATTERN.exec(text)?.[0] ?? '';
  const digitCount = phoneNumber.replace(/\D/g, '').length;
  return digitCount >= minDigits && digitCount <= MAX_PHONE_DIGITS ? phoneNumber.length : 0;
}
