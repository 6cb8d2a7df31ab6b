import type { PRESENCE_REQUESTS, PresenceStatus, RequestOf } from '@kcs/contracts';
import type { PresenceChange, UserState } from './presence-change.ts';
import type { Evidence, Pulse } from './pulse.ts';
import type { RegistryCounts } from './registry-counts.ts';

export type Heartbeat = RequestOf<typeof PRESENCE_REQUESTS.beat>;
export type SessionList = RequestOf<typeof PRESENCE_REQUESTS.listSessions>;

/**
 * Stores the leases of gateway epochs, their sessions, and the last published status of each user.
 *
 * Concurrency: each method is one atomic step across all replicas, unless its comment says otherwise.
 *
 * Failure: a step that fails or times out may have been applied. Repeating a step is safe.
 *
 * All times come from the Redis clock. A method returns `changed: true` if the visible state of any user may differ
 * from the last published state.
 */
export interface Registry {
  /**
   * Renews the lease of a gateway's epoch and applies the changes that the heartbeat reports (see
   * `PRESENCE_REQUESTS.beat`). Cost: O(changes).
   */
  heartbeat(
    heartbeat: Heartbeat,
  ): Promise<{ status: 'accepted' | 'resync' | 'closed'; evict: string[]; changed: boolean }>;
  /**
   * Stores one part of a gateway's session list until all parts have arrived. The last part replaces all sessions and
   * rooms of the epoch in one step.
   */
  listSessions(
    part: SessionList,
  ): Promise<{ status: 'accepted' | 'closed' | 'out-of-order'; changed: boolean }>;
  /** Ends an epoch. Its users go offline after the usual grace period. `clearEndedEpochs` deletes its sessions. */
  closeEpoch(epoch: string): Promise<void>;
  /** Deletes a limited number of the sessions of ended epochs. Returns true if more sessions remain. */
  clearEndedEpochs(): Promise<boolean>;
  setStatus(userId: string, status: PresenceStatus): Promise<{ changed: boolean }>;
  statesOf(userIds: readonly string[]): Promise<UserState[]>;
  /**
   * Returns the statuses of the users in the order of `userIds`; null stands for an offline user. Needs one round trip
   * to Redis.
   */
  statusesOf(userIds: readonly string[]): Promise<(PresenceStatus | null)[]>;
  counts(): Promise<RegistryCounts>;

  /**
   * Checks that Redis accepts writes, and whether it has lost data since `seen`, the last pulse that this process read.
   */
  pulse(seen?: string): Promise<Pulse>;
  /**
   * Ends epochs whose lease has expired. Does nothing if the evidence is too old, if Redis has lost data, or if another
   * replica is ending leases at the moment.
   */
  reapLeases(
    evidence: Evidence,
  ): Promise<{ outcome: 'reaped' | 'late' | 'rolled-back' | 'locked'; epochs: string[] }>;
  /**
   * Ends a limited number of expired grace periods and takes their users offline. Does nothing if the evidence is too
   * old or if Redis has lost data.
   */
  endGracePeriods(evidence: Evidence): Promise<{ outcome: 'ended' | 'late' | 'rolled-back'; users: number }>;

  /**
   * Claims unpublished changes, so that no other replica publishes them. A claim expires after a few seconds, and its
   * changes can then be claimed again. `claimedAt` is a time in ms that increases with every claim on any replica.
   */
  claimChanges(
    claim: string,
    seen: string,
  ): Promise<{ changes: PresenceChange[]; more: boolean; claimedAt: number }>;
  /** Records claimed changes as published. Ignores changes that have been claimed again since the claim expired. */
  recordPublished(claim: string, changes: readonly PresenceChange[]): Promise<void>;
  /** Releases a claimed change, counts a failed attempt, and schedules the next attempt after `delayMs`. */
  postpone(claim: string, userId: string, delayMs: number): Promise<void>;

  /** Returns the last published status of every user, except users who were last published as offline. Not atomic. */
  publishedStatuses(): Promise<Map<string, PresenceStatus>>;
  /**
   * Restores the published statuses after Redis lost data. Returns false if another replica has already restored them.
   * Not atomic.
   */
  restorePublished(statuses: ReadonlyMap<string, PresenceStatus>): Promise<boolean>;
}
