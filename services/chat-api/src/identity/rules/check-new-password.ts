import { createFieldError, requireWellFormedText } from '../../input/field-error.ts';
import { COMMON_PASSWORDS } from './common-passwords.ts';
import { isPartOfEasySequence } from './easy-sequences.ts';

interface NewPasswordCheck {
  /** The request field that contains the password. An error names this field. */
  readonly field: string;
  readonly password: string;
  /** Texts that other people know, such as the account's name and email. The password must not be one of them. */
  readonly known: readonly (string | null | undefined)[];
}

/**
 * Throws `VALIDATION_FAILED` if a new password is easy to guess or contains a lone surrogate (AUTH-19). Existing
 * passwords are never checked against these rules, so they keep working.
 */
export function checkNewPassword({ field, password, known }: NewPasswordCheck): void {
  requireWellFormedText(field, password);
  const foldedPassword = foldPassword(password);
  if (foldedPassword === '')
    throw createFieldError(field, 'must not consist only of spaces. Choose another password.');
  const guessableTexts = known
    .flatMap((text) => (text ? [text, text.split('@')[0] ?? ''] : []))
    .map(foldPassword);
  if (guessableTexts.includes(foldedPassword)) {
    throw createFieldError(field, 'must not be your name or email. Choose another password.');
  }
  if (COMMON_PASSWORDS.has(foldedPassword) || isPartOfEasySequence(foldedPassword)) {
    throw createFieldError(field, 'is too easy to guess. Choose a longer or less common password.');
  }
}

/**
 * Removes differences in letter case, spacing, and Unicode form, because they do not make a password harder to guess.
 */
const foldPassword = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s\p{Default_Ignorable_Code_Point}\p{Cc}]/gu, '');
