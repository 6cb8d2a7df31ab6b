import { findMetadataProblem, normalizeContent } from '@kcs/contracts';
import { createFieldError } from '../../input/field-error.ts';

/**
 * Returns a message's content in its normalized form, as it is stored (MSG-13). Throws `VALIDATION_FAILED` if the
 * content is not allowed.
 */
export function checkContent(raw: string): string {
  const normalizationResult = normalizeContent(raw);
  if (normalizationResult.ok) return normalizationResult.content;
  throw createFieldError('/content', normalizationResult.message);
}

/**
 * Returns a message's metadata unchanged. Throws `VALIDATION_FAILED` if the metadata is too large or cannot be stored
 * (MSG-13).
 */
export function checkMetadata(metadata: Record<string, unknown> | null): Record<string, unknown> | null {
  const metadataProblem = metadata === null ? undefined : findMetadataProblem(metadata);
  if (metadataProblem !== undefined) throw createFieldError('/metadata', metadataProblem);
  return metadata;
}
