import { createHmac, timingSafeEqual } from 'node:crypto';
import { unauthenticated } from './unauthenticated.ts';

/** Which session a refresh token is of, and the how-manieth of it. */
export interface RefreshClaims {
  readonly sessionId: string;
  readonly generation: number;
}

export interface RefreshTokens {
  mint(claims: RefreshClaims): string;
  /** Throws `UNAUTHENTICATED` for anything that `mint` did not make with this secret. */
  check(token: unknown): RefreshClaims;
}

const FORM = /^(sess_[0-9a-z]{26})\.([1-9][0-9]{0,8})\.([A-Za-z0-9_-]{43})$/;
const BAD = 'The refresh token is not one of ours; log in again.';

/**
 * Refresh tokens that nothing needs to store: `<session id>.<generation>.<HMAC>`. Whether the session lives and which
 * generation is current is the session's row to say. Generations begin with 1.
 */
export function createRefreshTokens(secret: string): RefreshTokens {
  const mint = ({ sessionId, generation }: RefreshClaims) => {
    const named = `${sessionId}.${generation}`;
    return `${named}.${createHmac('sha256', secret).update(`kcs-refresh:${named}`).digest('base64url')}`;
  };
  return {
    mint,
    check(token) {
      const match = typeof token === 'string' ? FORM.exec(token) : null;
      if (!match) throw unauthenticated(BAD);
      const claims = { sessionId: match[1] as string, generation: Number(match[2]) };
      // Compared as text: base64 has several spellings of the same bytes, and one token has one.
      if (!timingSafeEqual(Buffer.from(mint(claims)), Buffer.from(match[0]))) throw unauthenticated(BAD);
      return claims;
    },
  };
}
