import type { AccessClaims } from '../access-claims.ts';
import { parsePart } from '../parse-part.ts';
import type { TokenVerifier } from '../token-verifier.ts';
import { createAdmissions } from './admissions.ts';
import type { ExternalClaims } from './external-claims.ts';
import type { ExternalVerifier } from './external-verifier.ts';

export interface WithExternalOptions {
  readonly own: TokenVerifier;
  readonly external: ExternalVerifier;
  /** Makes the provider's user and the token's session ours where they are not yet, and says whose it is. */
  readonly admit: (claims: ExternalClaims) => Promise<string>;
  readonly now?: () => number;
}

/**
 * One verifier for both issuers: a token that names the provider goes to the provider's verifier, every other to our
 * own, and each checks the name it was chosen by. What comes out is the same: a user and a session of ours, whose life
 * is judged where that of all sessions is.
 */
export function withExternal({ own, external, admit, now = Date.now }: WithExternalOptions): TokenVerifier {
  const admissions = createAdmissions(admit, now);
  return {
    async verify(token) {
      if (issuerOf(token) !== external.issuer) return own.verify(token);
      const claims = await external.verify(token);
      const { sessionId, issuedAt, expiresAt } = claims;
      const userId = await admissions.userOf(claims);
      return { userId, sessionId, tokenId: sessionId, issuedAt, expiresAt } satisfies AccessClaims;
    },
  };
}

/** What a token says of its issuer: good for choosing who verifies it, and for nothing else. */
function issuerOf(token: unknown): unknown {
  if (typeof token !== 'string' || token.length > 8_192) return undefined;
  return parsePart(token.split('.', 2)[1] ?? '')?.iss;
}
