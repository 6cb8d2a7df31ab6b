import { createHmac, timingSafeEqual } from 'node:crypto';
import { createUnauthenticatedError } from './unauthenticated.ts';

/** The session that a refresh token belongs to, and the token's generation (1, 2, …). */
interface RefreshTokenClaims {
  readonly sessionId: string;
  readonly generation: number;
}

export interface RefreshTokenIssuer {
  /**
   * Returns the refresh token for a session and generation. The same session and generation always give the same token.
   */
  mint(claims: RefreshTokenClaims): string;
  /**
   * Returns the session and generation of a refresh token. Throws `UNAUTHENTICATED` for a token that was not created by
   * `mint` with the same secret.
   */
  check(token: unknown): RefreshTokenClaims;
}

const REFRESH_TOKEN_PATTERN = /^(sess_[0-9a-z]{26})\.([1-9][0-9]{0,8})\.([A-Za-z0-9_-]{43})$/;
const INVALID_TOKEN_MESSAGE = 'The refresh token is not valid. Please log in again.';

/**
 * Creates and checks refresh tokens of the form `<session id>.<generation>.<HMAC>`. Refresh tokens are not stored. The
 * session's database row contains the current generation and shows whether the session has ended (docs/decisions/0006).
 */
export function createRefreshTokenIssuer(secret: string): RefreshTokenIssuer {
  function mintToken({ sessionId, generation }: RefreshTokenClaims): string {
    const signedPart = `${sessionId}.${generation}`;
    return `${signedPart}.${createHmac('sha256', secret).update(`kcs-refresh:${signedPart}`).digest('base64url')}`;
  }

  function readClaimsOfValidToken(token: unknown): RefreshTokenClaims {
    const tokenMatch = typeof token === 'string' ? REFRESH_TOKEN_PATTERN.exec(token) : null;
    if (!tokenMatch) throw createUnauthenticatedError(INVALID_TOKEN_MESSAGE);
    const claims = { sessionId: tokenMatch[1] as string, generation: Number(tokenMatch[2]) };
    // Compare the signatures as text. Comparing the decoded bytes would accept several texts for the same signature.
    if (!timingSafeEqual(Buffer.from(mintToken(claims)), Buffer.from(tokenMatch[0])))
      throw createUnauthenticatedError(INVALID_TOKEN_MESSAGE);
    return claims;
  }

  return { mint: mintToken, check: readClaimsOfValidToken };
}
