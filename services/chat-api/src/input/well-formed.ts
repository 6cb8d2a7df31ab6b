import { fieldError } from './field-error.ts';

/** Half of a surrogate pair cannot be stored as UTF-8. @throws ChatError VALIDATION_FAILED */
export function wellFormed<T extends string | null | undefined>(field: string, text: T): T {
  if (text && /\p{Surrogate}/u.test(text)) throw fieldError(field, 'must be well-formed Unicode');
  return text;
}
