import { createHash } from 'node:crypto';

/**
 * Returns the cache key of a token: a hash of the whole token. The hash includes the signature, so a forged token never
 * matches a verified token. The cache stores only hashes, so a memory dump reveals no token.
 */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('base64');
}
