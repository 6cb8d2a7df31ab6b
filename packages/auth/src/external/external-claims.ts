import type { UserType } from '@kcs/contracts';

/**
 * The claims of a verified token from the organization's identity provider. Times are Unix times in milliseconds.
 */
export interface ExternalClaims {
  readonly issuer: string;
  readonly subject: string;
  /** The session id. It is derived from the token, so every replica computes the same id. */
  readonly sessionId: string;
  readonly profile: ExternalProfile;
  /** When the provider issued the token; 0 if the token has no `iat` claim. */
  readonly issuedAt: number;
  readonly expiresAt: number;
}

/**
 * The user's profile from the token. The name contains only allowed characters and is never too long. If the token has
 * no usable email address, `email` is null. Other unusable fields get default values.
 */
export interface ExternalProfile {
  readonly name: string;
  readonly email: string | null;
  /** The user type that the provider claims. chat-api decides whether to trust the type `Admin` (AUTH-13). */
  readonly userType: UserType;
}
