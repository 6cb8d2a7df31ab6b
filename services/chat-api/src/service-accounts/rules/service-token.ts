import { createHash, randomBytes } from 'node:crypto';

/** The start of every service token. It lets people and secret scanners recognize a leaked token. */
const SERVICE_TOKEN_PREFIX = 'kcs_svc_';
const TOKEN_RANDOM_BYTES = 32;

/** Returns a new service token, and the hash that is stored in its place. */
export function createServiceToken(): { token: string; hash: string } {
  const serviceToken = `${SERVICE_TOKEN_PREFIX}${randomBytes(TOKEN_RANDOM_BYTES).toString('base64url')}`;
  return { token: serviceToken, hash: hashServiceToken(serviceToken) };
}

/** Returns whether a bearer token claims to be a service token. All other tokens are access tokens of users. */
export const isServiceToken = (token: string): boolean => token.startsWith(SERVICE_TOKEN_PREFIX);

/**
 * Returns the hash that is stored in place of a token. A plain SHA-256 hash is enough, because a token has 256 random
 * bits and cannot be guessed.
 */
export const hashServiceToken = (token: string): string =>
  createHash('sha256').update(token).digest('base64url');
