import type { GatewayStats, PRESENCE, PresenceStatus, RequestOf } from '@kcs/contracts';

export type Heartbeat = RequestOf<typeof PRESENCE.beat>;
export type SessionList = RequestOf<typeof PRESENCE.listSessions>;

/** The state of a user. `status` is null for offline users, and `lastSeenMs` is null for users who were never seen. */
export interface UserState {
  readonly status: PresenceStatus | null;
  readonly lastSeenMs: number | null;
}

/** A user whose visible state differs from the last published one. */
export interface PresenceChange extends UserState {
  readonly userId: string;
  /** The number of failed attempts to publish the change. */
  readonly attempts: number;
}

export interface Pulse {
  /** Identifies the state of Redis' data at this moment. Pass it to later steps. */
  readonly pulse: string;
  readonly redisMs: number;
  /** The registry is empty, so nobody can go offline by mistake. */
  readonly isEmpty: boolean;
  /** Redis lost data that this process has seen: a wipe, an old snapshot, or a lagging replica that was promoted. */
  readonly rolledBack: boolean;
}

/** A recent pulse. Steps that take users offline require one. */
export interface Evidence {
  readonly redisMs: number;
  readonly pulse: string;
}

export interface EpochCounts {
  readonly epoch: string;
  readonly totals: GatewayStats;
  readonly lastHeartbeatMs: number;
  readonly sessions: number;
}

export interface RegistryCounts {
  readonly redisMs: number;
  readonly users: number;
  readonly rooms: number;
  readonly epochs: readonly EpochCounts[];
}

/**
 * Stores the leases of gateway epochs, their sessions, and the last published status of each user.
 *
 * Concurrency: each method is one atomic step for all replicas, unless it says otherwise.
 *
 * Failure: a step that fails or times out may have been applied. Repeating it is safe.
 *
 * Times come from Redis. `changed` means that the visible state of a user may differ from the last published one.
 */
export interface Registry {
  /** Renews the lease and applies the changes of a heartbeat (see `PRESENCE.beat`). Cost: O(changes). */
  heartbeat(
    heartbeat: Heartbeat,
  ): Promise<{ status: 'accepted' | 'resync' | 'closed'; evict: string[]; changed: boolean }>;
  /** Stages one part of a list. The last part replaces all sessions and rooms of the epoch in one step. */
  listSessions(
    part: SessionList,
  ): Promise<{ status: 'accepted' | 'closed' | 'out-of-order'; changed: boolean }>;
  /** Ends an epoch with the usual grace period. `clearEndedEpochs` clears its sessions. */
  closeEpoch(epoch: string): Promise<void>;
  /** Clears some sessions of ended epochs. Returns true while there are more. */
  clearEndedEpochs(): Promise<boolean>;
  setStatus(userId: string, status: PresenceStatus): Promise<{ changed: boolean }>;
  statesOf(userIds: readonly string[]): Promise<UserState[]>;
  /** Returns the statuses in the given order, in one round trip. Null means offline. */
  statusesOf(userIds: readonly string[]): Promise<(PresenceStatus | null)[]>;
  counts(): Promise<RegistryCounts>;

  /** Checks that Redis accepts writes, and detects lost data. `seen` is the last pulse of this process. */
  pulse(seen?: string): Promise<Pulse>;
  /**
   * Ends epochs whose lease has expired. Does nothing if it runs too late, if Redis lost data, or while another replica
   * does this.
   */
  reapLeases(
    evidence: Evidence,
  ): Promise<{ outcome: 'reaped' | 'late' | 'rolled-back' | 'locked'; epochs: string[] }>;
  /**
   * Marks users offline whose grace period has expired, in bounded batches. Does nothing if it runs too late or Redis
   * lost data.
   */
  endGracePeriods(evidence: Evidence): Promise<{ outcome: 'ended' | 'late' | 'rolled-back'; users: number }>;

  /** Claims changes to publish. After a few seconds an unfinished claim expires, and its changes can be claimed again. */
  claimChanges(claim: string, seen: string): Promise<{ changes: PresenceChange[]; more: boolean }>;
  /** Records claimed changes as published. A claim that has expired records nothing. */
  recordPublished(claim: string, changes: readonly PresenceChange[]): Promise<void>;
  /** Releases a claimed change, counts a failed attempt, and schedules the next attempt after `delayMs`. */
  postpone(claim: string, userId: string, delayMs: number): Promise<void>;

  /** Returns the last published status of every user who is published as online. Not atomic. */
  publishedStatuses(): Promise<Map<string, PresenceStatus>>;
  /** Restores the published statuses after Redis lost data. Returns false if another replica was first. Not atomic. */
  restorePublished(statuses: ReadonlyMap<string, PresenceStatus>): Promise<boolean>;
}
