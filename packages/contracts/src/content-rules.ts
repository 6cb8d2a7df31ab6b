import { LIMITS } from './limits.ts';
import { normalizeText } from './text/normalize-text.ts';

type ContentVerdict =
  | { readonly ok: true; readonly content: string }
  | { readonly ok: false; readonly message: string };

/**
 * Normalizes the content of a new or edited message (MSG-13). Returns the content to store. If the content is not
 * allowed, returns the reason, which completes a sentence that begins with "The message". After trimming, content must
 * have 1 to 4,000 code points and must follow the rules for text that people write.
 */
export function normalizeContent(raw: string): ContentVerdict {
  const verdict = normalizeText(raw, { maxCodePoints: LIMITS.CONTENT_CODE_POINTS, multiline: true });
  return verdict.ok ? { ok: true, content: verdict.text } : verdict;
}

/**
 * Returns the first 100 code points of a message, which are displayed in replies to that message; null if the message
 * was deleted.
 */
export function createExcerpt(content: string | null): string | null {
  if (content === null || content.length <= LIMITS.EXCERPT_CODE_POINTS) return content;
  return [...content].slice(0, LIMITS.EXCERPT_CODE_POINTS).join('');
}
