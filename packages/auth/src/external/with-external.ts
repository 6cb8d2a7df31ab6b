import type { AccessClaims } from '../access-claims.ts';
import type { TokenVerifier } from '../token-verifier.ts';
import type { ExternalClaims } from './external-claims.ts';
import { createExternalUserIdCache } from './external-user-ids.ts';
import type { ExternalVerifier } from './external-verifier.ts';
import { readUnverifiedIssuer } from './read-unverified-issuer.ts';

interface CombinedVerifierOptions {
  readonly own: TokenVerifier;
  readonly external: ExternalVerifier;
  /** Creates the user and the token's session if they do not exist yet. Returns the user's id. */
  readonly admit: (claims: ExternalClaims) => Promise<string>;
  readonly now?: () => number;
}

/**
 * Returns a verifier that accepts both our own tokens and the identity provider's tokens (AUTH-12). The unverified
 * `iss` claim of a token selects a verifier. The selected verifier then checks `iss`. Every verified token, from either
 * issuer, belongs to a KCS Chat user and session.
 */
export function createCombinedVerifier({
  own,
  external,
  admit,
  now = Date.now,
}: CombinedVerifierOptions): TokenVerifier {
  const externalUserIdCache = createExternalUserIdCache(admit, now);
  return {
    async verify(token) {
      if (readUnverifiedIssuer(token) !== external.issuer) return own.verify(token);
      const externalClaims = await external.verify(token);
      const { sessionId, issuedAt, expiresAt } = externalClaims;
      const userId = await externalUserIdCache.userOf(externalClaims);
      return { userId, sessionId, tokenId: sessionId, issuedAt, expiresAt } satisfies AccessClaims;
    },
  };
}
