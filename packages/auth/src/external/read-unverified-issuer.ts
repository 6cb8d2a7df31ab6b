import { parseTokenPart } from '../read-header.ts';
import { MAX_EXTERNAL_TOKEN_CHARS } from './read-external-token.ts';

/**
 * Returns the unverified `iss` claim of a token; undefined if the token has no `iss`. Use the claim only to choose the
 * verifier.
 */
export function readUnverifiedIssuer(token: unknown): unknown {
  if (typeof token !== 'string' || token.length > MAX_EXTERNAL_TOKEN_CHARS) return undefined;
  return parseTokenPart(token.split('.', 2)[1] ?? '')?.iss;
}
