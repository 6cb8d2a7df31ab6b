import { type NotificationDocument, normalizeDocument } from '@kcs/contracts';
import { createFieldError } from '../../input/field-error.ts';

/**
 * Checks the rules of NOTIFY-1 that a JSON schema cannot express. Returns the document with its title and body
 * normalized. Throws `VALIDATION_FAILED` if the document breaks a rule.
 */
export function checkDocument(document: NotificationDocument): NotificationDocument {
  const verdict = normalizeDocument(document);
  if (verdict.ok) return verdict.document;
  throw createFieldError(verdict.problem.field, verdict.problem.message);
}
