import type { PresenceStatus } from '@kcs/contracts';

/**
 * The presence of a user. `status` is null while the user is offline. `lastSeenMs` is null if the user has never been
 * online.
 */
export interface UserState {
  readonly status: PresenceStatus | null;
  readonly lastSeenMs: number | null;
}

/** A user whose visible state differs from the last published state. */
export interface PresenceChange extends UserState {
  readonly userId: string;
  /** The number of failed attempts to publish the change. */
  readonly attempts: number;
}
