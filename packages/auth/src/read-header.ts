import { ACCESS_TOKEN_TYPE } from './access-claims.ts';
import { ALGORITHMS, type Algorithm, isKeyId } from './jwk-algorithm.ts';
import { parsePart } from './parse-part.ts';

// Ours are about 450 characters; decoding what is far longer would be work for an attacker.
const MOST_CHARS = 4_096;
export const COMPACT_JWS = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/;
// What we write and nothing else: jku, jwk, x5u, x5c, crit, b64, zip … have no business in our tokens.
const FIELDS = new Set(['alg', 'typ', 'kid']);

/** The header of a token that could be ours, before its signature is looked at; undefined for any other. */
export function readHeader(token: string): { alg: Algorithm; kid: string } | undefined {
  if (token.length > MOST_CHARS || !COMPACT_JWS.test(token)) return undefined;
  const header = parsePart(token.slice(0, token.indexOf('.')));
  if (!header || Object.keys(header).some((field) => !FIELDS.has(field))) return undefined;
  const alg = ALGORITHMS.find((algorithm) => algorithm === header.alg);
  if (!alg || header.typ !== ACCESS_TOKEN_TYPE || !isKeyId(header.kid)) return undefined;
  return { alg, kid: header.kid };
}
