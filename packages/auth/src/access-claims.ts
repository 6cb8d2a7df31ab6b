/** The media type in the header of our access tokens (RFC 9068): nothing else passes for one. */
export const ACCESS_TOKEN_TYPE = 'at+jwt';

/** What a verified access token says. Times in milliseconds since the epoch. */
export interface AccessClaims {
  readonly userId: string;
  readonly sessionId: string;
  readonly tokenId: string;
  readonly issuedAt: number;
  readonly expiresAt: number;
}
