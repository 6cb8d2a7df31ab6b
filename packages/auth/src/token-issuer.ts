import { randomBytes } from 'node:crypto';
import { SignJWT } from 'jose';
import { ACCESS_TOKEN_TYPE } from './access-claims.ts';
import type { SigningKeys } from './signing-keys.ts';

interface TokenIssuerOptions {
  readonly keys: SigningKeys;
  readonly issuer: string;
  readonly audience: string;
  readonly ttlS: number;
  readonly now?: () => number;
}

interface IssuedToken {
  readonly token: string;
  /** The lifetime of the token, in seconds. */
  readonly expiresIn: number;
  readonly expiresAt: Date;
}

export interface TokenIssuer {
  /** Issues an access token. `ttlS` can only shorten the lifetime of the token, never extend it. */
  issue(subject: { userId: string; sessionId: string; ttlS?: number }): Promise<IssuedToken>;
}

/**
 * Returns an issuer of access tokens. It signs with the first signing key. A token is valid until its `expiresAtS`
 * time, unless its session ends earlier.
 */
export function createTokenIssuer(options: TokenIssuerOptions): TokenIssuer {
  const { keys, issuer, audience, ttlS: maxTtlS, now = Date.now } = options;
  const tokenHeader = { alg: keys.algorithm, typ: ACCESS_TOKEN_TYPE, kid: keys.kid };
  return {
    async issue({ userId, sessionId, ttlS = maxTtlS }) {
      const lifetimeS = Math.min(ttlS, maxTtlS);
      const issuedAtS = Math.floor(now() / 1000);
      const expiresAtS = issuedAtS + lifetimeS;
      const claims = {
        iss: issuer,
        aud: audience,
        sub: userId,
        sid: sessionId,
        iat: issuedAtS,
        exp: expiresAtS,
      };
      const tokenId = randomBytes(12).toString('base64url');
      const token = await new SignJWT({ ...claims, jti: tokenId })
        .setProtectedHeader(tokenHeader)
        .sign(keys.key);
      return { token, expiresIn: lifetimeS, expiresAt: new Date(expiresAtS * 1000) };
    },
  };
}
