/**
 * The value of `typ` in the header of our access tokens (RFC 9068). The verifier rejects tokens with any other value.
 */
export const ACCESS_TOKEN_TYPE = 'at+jwt';

/** The claims of a verified access token. Times are Unix times in milliseconds. */
export interface AccessClaims {
  readonly userId: string;
  readonly sessionId: string;
  readonly tokenId: string;
  readonly issuedAt: number;
  readonly expiresAt: number;
}
