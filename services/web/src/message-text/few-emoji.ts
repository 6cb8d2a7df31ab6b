const EMOJI_MODIFIER_PATTERN = '(?:\\p{Emoji_Modifier}|\\ufe0f)?';
const EMOJI_PATTERN = `(?!\\p{Regional_Indicator})(?:\\p{Emoji_Presentation}|\\p{Extended_Pictographic}(?=\\ufe0f|\\p{Emoji_Modifier}))${EMOJI_MODIFIER_PATTERN}`;
const JOINED_EMOJI_PATTERN = `\\u200d\\p{Extended_Pictographic}${EMOJI_MODIFIER_PATTERN}`;
const EMOJI_TAGS_PATTERN = '[\\u{e0020}-\\u{e007f}]*';
const FLAG_PATTERN = '\\p{Regional_Indicator}{2}';
const KEYCAP_PATTERN = '[0-9#*]\\ufe0f?\\u20e3';
const FEW_EMOJI_PATTERN = new RegExp(
  `^(?:(?:${FLAG_PATTERN}|${KEYCAP_PATTERN}|${EMOJI_PATTERN}(?:${JOINED_EMOJI_PATTERN})*${EMOJI_TAGS_PATTERN})\\s*){1,3}$`,
  'u',
);
/**
 * The maximum text length in UTF-16 code units. One long emoji, such as a family or a regional flag, can have about 16
 * code units.
 */
const MAX_FEW_EMOJI_LENGTH = 80;

/** Returns whether a text consists of one to three emoji. */
export const isFewEmoji = (text: string): boolean =>
  text.length <= MAX_FEW_EMOJI_LENGTH && FEW_EMOJI_PATTERN.test(text.trim());
