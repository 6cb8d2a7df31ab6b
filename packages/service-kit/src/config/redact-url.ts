/**
 * Matches the credentials in a URL, up to the last `@` in the host part, because a password may contain an `@`. A match
 * never extends beyond a double quote, which ends a JSON string. The limit on the length of the scheme ensures that
 * matching takes linear time, even on hostile text.
 */
const URL_CREDENTIALS_PATTERN = /(\b[a-z][a-z0-9+.-]{0,31}:\/\/)[^\s/?#"]+@/gi;

/** Replaces the user and password of every URL in the text with `***`. */
export function redactUrl(text: string): string {
  return text.replace(URL_CREDENTIALS_PATTERN, '$1***@');
}
