import type { UserType } from '@kcs/contracts';

/** The claims of a verified token of the organization's identity provider. Times are in milliseconds since the epoch. */
export interface ExternalClaims {
  readonly issuer: string;
  readonly subject: string;
  /** A session id derived from the token. The same token has the same session id on every replica. */
  readonly sessionId: string;
  readonly profile: ExternalProfile;
  /** 0 if the token has no issue time. */
  readonly issuedAt: number;
  readonly expiresAt: number;
}

/** A cleaned profile of bounded size. A missing or unusable value is null or has a fallback. */
export interface ExternalProfile {
  readonly name: string;
  readonly email: string | null;
  /** The type that the provider claims. chat-api decides whether to trust `Admin` (AUTH-13). */
  readonly userType: UserType;
}
