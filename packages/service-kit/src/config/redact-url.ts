/**
 * Matches up to the last `@` before the host ends, since a password may contain one. A double quote ends a JSON string.
 * The limit on the scheme keeps the time linear in hostile text.
 */
const CREDENTIALS = /(\b[a-z][a-z0-9+.-]{0,31}:\/\/)[^\s/?#"]+@/gi;

/** Replaces the user and password of every URL in the text with `***`. */
export function redactUrl(text: string): string {
  return text.replace(CREDENTIALS, '$1***@');
}
