const KEY_ID_PATTERN = /^[A-Za-z0-9._-]{1,64}$/;
/**
 * Matches almost any printable key id, because identity providers choose their own formats, such as base64 with `+`,
 * `/`, and `=`.
 */
const EXTERNAL_KEY_ID_PATTERN = /^[\x21-\x7e]{1,256}$/;

/**
 * Returns whether the value has the format of our key ids. Check the `kid` of every token, because an attacker can put
 * any text into it.
 */
export function isKeyId(kid: unknown): kid is string {
  return typeof kid === 'string' && KEY_ID_PATTERN.test(kid);
}

/** Returns whether the value has the format of an identity provider's key id. */
export function isExternalKeyId(kid: unknown): kid is string {
  return typeof kid === 'string' && EXTERNAL_KEY_ID_PATTERN.test(kid);
}
