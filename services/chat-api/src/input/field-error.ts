import { ChatError } from '@kcs/contracts';

/** Returns a `VALIDATION_FAILED` error that names one field. Use it for rules that a JSON schema cannot express. */
export const createFieldError = (field: string, message: string): ChatError =>
  new ChatError('VALIDATION_FAILED', undefined, { details: [{ field, message }] });

/** Returns `text` unchanged. Throws `VALIDATION_FAILED` if it contains a lone surrogate, which UTF-8 cannot encode. */
export function requireWellFormedText<T extends string | null | undefined>(field: string, text: T): T {
  if (text && /\p{Surrogate}/u.test(text)) throw createFieldError(field, 'must be well-formed Unicode');
  return text;
}
