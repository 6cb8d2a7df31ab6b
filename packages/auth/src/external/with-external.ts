import type { AccessClaims } from '../access-claims.ts';
import { parsePart } from '../read-header.ts';
import type { TokenVerifier } from '../token-verifier.ts';
import { createAdmissions } from './admissions.ts';
import type { ExternalClaims } from './external-claims.ts';
import type { ExternalVerifier } from './external-verifier.ts';
import { MAX_TOKEN_CHARS } from './read-external-token.ts';

interface WithExternalOptions {
  readonly own: TokenVerifier;
  readonly external: ExternalVerifier;
  /** Creates the user and the token's session if they do not exist yet, and returns the user's id. */
  readonly admit: (claims: ExternalClaims) => Promise<string>;
  readonly now?: () => number;
}

/**
 * Returns one verifier for our own and external tokens (AUTH-12). A token that names the provider as its issuer goes
 * to the external verifier. Every other token goes to our own. Each verifier checks the issuer again. The result is
 * the same for both: a user and a session of ours.
 */
export function withExternal({ own, external, admit, now = Date.now }: WithExternalOptions): TokenVerifier {
  const admissions = createAdmissions(admit, now);
  return {
    async verify(token) {
      if (unverifiedIssuerOf(token) !== external.issuer) return own.verify(token);
      const claims = await external.verify(token);
      const { sessionId, issuedAt, expiresAt } = claims;
      const userId = await admissions.userOf(claims);
      return { userId, sessionId, tokenId: sessionId, issuedAt, expiresAt } satisfies AccessClaims;
    },
  };
}

/** The issuer that a token claims to have. Use it only to choose the verifier. */
function unverifiedIssuerOf(token: unknown): unknown {
  if (typeof token !== 'string' || token.length > MAX_TOKEN_CHARS) return undefined;
  return parsePart(token.split('.', 2)[1] ?? '')?.iss;
}
