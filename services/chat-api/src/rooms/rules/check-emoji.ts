import { createFieldError } from '../../input/field-error.ts';

/**
 * The regular expression flag `v`, which enables emoji sequences. Node 20 supports it, but TypeScript rejects it in a
 * regular expression literal for our compile target.
 */
const UNICODE_SETS_FLAG = 'v';
const SINGLE_EMOJI_PATTERN = new RegExp('^\\p{RGI_Emoji}$', UNICODE_SETS_FLAG);
/**
 * Matches characters such as ❤ that are shown as text unless U+FE0F follows. Excludes those that are followed by a skin
 * tone, because the skin tone already makes them emoji.
 */
const TEXT_STYLE_CHARACTERS_PATTERN = /(?!\p{Emoji_Presentation})\p{Emoji}(?!\p{Emoji_Modifier})/gu;
const VARIATION_SELECTORS_PATTERN = /[\ufe0e\ufe0f]/g;

/**
 * Returns an emoji in its fully qualified form, so that all ways to type an emoji result in the same reaction (MSG-14).
 * Returns undefined if the text is not exactly one emoji that Unicode recommends for general interchange.
 */
export function qualifyEmoji(text: string): string | undefined {
  const qualifiedEmoji = text
    .replace(VARIATION_SELECTORS_PATTERN, '')
    .replace(TEXT_STYLE_CHARACTERS_PATTERN, '$&\ufe0f');
  return SINGLE_EMOJI_PATTERN.test(qualifiedEmoji) ? qualifiedEmoji : undefined;
}

/** Returns the fully qualified form of an emoji. Throws `VALIDATION_FAILED` for any other text. */
export function checkEmoji(text: string): string {
  const emoji = qualifyEmoji(text);
  if (emoji === undefined)
    throw createFieldError('/emoji', 'must be one emoji, such as 👍. Remove everything else.');
  return emoji;
}
