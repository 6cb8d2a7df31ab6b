/**
 * Matches the characters that can change what a terminal shows: control characters except line breaks, and characters
 * that change the direction of text.
 */
const UNSAFE_CHARACTERS = /[^\P{Cc}\n]|[\u202a-\u202e\u2066-\u2069\u2028\u2029]/gu;

/**
 * Makes text safe to print on a terminal. Needed for text that other programs can influence, such as the documents in
 * dead letters.
 */
export function escapeText(text: string): string {
  return text.replace(
    UNSAFE_CHARACTERS,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
