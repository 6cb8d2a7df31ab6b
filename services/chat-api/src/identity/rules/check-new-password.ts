import { fieldError } from '../../input/field-error.ts';
import { COMMON_PASSWORDS } from './common-passwords.ts';

interface NewPassword {
  /** The request field with the password, for the error. */
  readonly field: string;
  readonly password: string;
  /** Texts that must not be the password, because others know them: the name and the email of the account. */
  readonly known: readonly (string | null | undefined)[];
}

/** Each of these as often as fits, forward or backward, is easy to guess. */
const SEQUENCES = ['0123456789', '1234567890', 'abcdefghijklmnopqrstuvwxyz'];

/**
 * Throws `VALIDATION_FAILED` if a new password is easy to guess (AUTH-19). Passwords that are in use keep working: this
 * rule is applied only when a password is set.
 */
export function checkNewPassword({ field, password, known }: NewPassword): void {
  const folded = fold(password);
  if (folded === '') throw fieldError(field, 'must contain more than spaces. Choose another password');
  const knownTexts = known.flatMap((text) => (text ? [text, text.split('@')[0] ?? ''] : [])).map(fold);
  if (knownTexts.includes(folded)) {
    throw fieldError(field, 'must not be your name or email. Choose another password');
  }
  if (COMMON_PASSWORDS.has(folded) || isSequence(folded)) {
    throw fieldError(field, 'is too easy to guess. Choose a longer or less common one');
  }
}

/** Removes differences that do not make a password harder to guess. */
const fold = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s\p{Default_Ignorable_Code_Point}\p{Cc}]/gu, '');

/** Whether the text is one character repeated, or counts up or down. */
function isSequence(text: string): boolean {
  if (new Set(text).size === 1) return true;
  const reversed = [...text].reverse().join('');
  return SEQUENCES.some((sequence) => {
    const repeated = sequence.repeat(Math.ceil(text.length / sequence.length) + 1);
    return repeated.includes(text) || repeated.includes(reversed);
  });
}
