const MODIFIERS = '(?:\\p{Emoji_Modifier}|\\ufe0f)?';
const PICTURE = `(?!\\p{Regional_Indicator})(?:\\p{Emoji_Presentation}|\\p{Extended_Pictographic}(?=\\ufe0f|\\p{Emoji_Modifier}))${MODIFIERS}`;
const JOINED_PICTURE = `\\u200d\\p{Extended_Pictographic}${MODIFIERS}`;
const TAGS = '[\\u{e0020}-\\u{e007f}]*';
const FLAG = '\\p{Regional_Indicator}{2}';
const KEYCAP = '[0-9#*]\\ufe0f?\\u20e3';
const FEW_EMOJI = new RegExp(
  `^(?:(?:${FLAG}|${KEYCAP}|${PICTURE}(?:${JOINED_PICTURE})*${TAGS})\\s*){1,3}$`,
  'u',
);
/**
 * The maximum text length in UTF-16 code units. Long emoji, such as families and regional flags, have about 16 code
 * units each.
 */
const MAX_LENGTH = 80;

/** Returns whether a text consists of one to three emoji. */
export const isFewEmoji = (text: string): boolean => text.length <= MAX_LENGTH && FEW_EMOJI.test(text.trim());
