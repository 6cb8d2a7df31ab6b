import { ACCESS_TOKEN_TYPE } from './access-claims.ts';
import { ACCESS_TOKEN_ALGORITHMS, type AccessTokenAlgorithm } from './jwk-algorithm.ts';
import { isKeyId } from './key-id.ts';

/**
 * The maximum length of an access token. Our own tokens have about 450 characters. Longer tokens are rejected without
 * being decoded.
 */
const MAX_ACCESS_TOKEN_CHARS = 4_096;
export const COMPACT_JWS_PATTERN = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/;
/**
 * The only header fields of our access tokens. Tokens with any other field, such as `jku`, `jwk`, `x5u`, `crit`, `b64`,
 * or `zip`, are rejected.
 */
const ALLOWED_HEADER_FIELDS = new Set(['alg', 'typ', 'kid']);

/** Decodes one part of a compact JWS without verifying it. Returns undefined unless the part is a JSON object. */
export function parseTokenPart(part: string): Record<string, unknown> | undefined {
  try {
    const decodedPart: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    return typeof decodedPart === 'object' && decodedPart !== null && !Array.isArray(decodedPart)
      ? { ...decodedPart }
      : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Returns the header of a token if the token has the form of our access tokens; otherwise undefined. Does not verify
 * the signature.
 */
export function readAccessTokenHeader(token: string): { alg: AccessTokenAlgorithm; kid: string } | undefined {
  if (token.length > MAX_ACCESS_TOKEN_CHARS || !COMPACT_JWS_PATTERN.test(token)) return undefined;
  const header = parseTokenPart(token.slice(0, token.indexOf('.')));
  if (!header || Object.keys(header).some((field) => !ALLOWED_HEADER_FIELDS.has(field))) return undefined;
  const tokenAlgorithm = ACCESS_TOKEN_ALGORITHMS.find((algorithm) => algorithm === header.alg);
  if (!tokenAlgorithm || header.typ !== ACCESS_TOKEN_TYPE || !isKeyId(header.kid)) return undefined;
  return { alg: tokenAlgorithm, kid: header.kid };
}
