import { findMetadataProblem, normalizeContent } from '@kcs/contracts';
import { createFieldError } from '../../input/field-error.ts';

/**
 * Returns a message's content in the form in which it is stored (MSG-13). Throws `VALIDATION_FAILED` if the content is
 * not allowed.
 */
export function checkContent(raw: string): string {
  const contentVerdict = normalizeContent(raw);
  if (contentVerdict.ok) return contentVerdict.content;
  throw createFieldError('/content', contentVerdict.message);
}

/**
 * Returns a message's metadata unchanged. Throws `VALIDATION_FAILED` if the metadata is too large or cannot be stored
 * (MSG-13).
 */
export function checkMetadata(metadata: Record<string, unknown> | null): Record<string, unknown> | null {
  const problem = metadata === null ? undefined : findMetadataProblem(metadata);
  if (problem !== undefined) throw createFieldError('/metadata', problem);
  return metadata;
}
