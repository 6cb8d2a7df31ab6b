import type { UserType } from '@kcs/contracts';

/** What a verified token of an organisation's identity provider says. Times in milliseconds since the epoch. */
export interface ExternalClaims {
  readonly issuer: string;
  readonly subject: string;
  /** Names this token among all, as a session id: the same token has the same one on every replica. */
  readonly sessionId: string;
  readonly profile: ExternalProfile;
  /** Of the token; 0 where it does not say. */
  readonly issuedAt: number;
  readonly expiresAt: number;
}

/** Cleaned and bounded; what is missing or unusable is made up or null. */
export interface ExternalProfile {
  readonly name: string;
  readonly email: string | null;
  /** As the provider says; whether its `Admin` is believed is for chat-api to decide. */
  readonly userType: UserType;
}
