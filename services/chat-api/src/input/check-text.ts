import { LIMITS, normalizeText } from '@kcs/contracts';
import { createFieldError } from './field-error.ts';

/**
 * Returns the room name in its normalized form, as it is stored. Throws `VALIDATION_FAILED` if the name is not allowed
 * (TEXT-1).
 */
export const checkRoomName = (name: string): string =>
  checkSingleLineText('/name', name, LIMITS.ROOM_NAME_CODE_POINTS);

/**
 * Returns the user's name in its normalized form, as it is stored. Throws `VALIDATION_FAILED` if the name is not
 * allowed (TEXT-1).
 */
export const checkUserName = (name: string): string =>
  checkSingleLineText('/name', name, LIMITS.USER_NAME_CODE_POINTS);

/**
 * Returns the email unchanged. Throws `VALIDATION_FAILED` if it contains invisible characters, because they make
 * different emails look alike.
 */
export function checkNewEmail(email: string): string {
  if (!/[\p{Cc}\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}]/u.test(email)) return email;
  throw createFieldError('/email', 'must not contain invisible characters or invalid Unicode. Remove them.');
}

function checkSingleLineText(field: string, raw: string, maxCodePoints: number): string {
  const normalizationResult = normalizeText(raw, { maxCodePoints, multiline: false });
  if (normalizationResult.ok) return normalizationResult.text;
  throw createFieldError(field, normalizationResult.message);
}
