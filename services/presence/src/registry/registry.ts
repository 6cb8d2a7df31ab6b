import type { GatewayStats, PRESENCE, PresenceStatus, RequestOf } from '@kcs/contracts';

export type Heartbeat = RequestOf<typeof PRESENCE.beat>;
export type SessionList = RequestOf<typeof PRESENCE.listSessions>;

/** The state of a user. `status` is null while the user is offline. `lastSeenMs` is null if the user was never seen. */
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
  /**
   * Identifies the state of the data in Redis when it was probed. Pass it to later steps, which use it to detect data
   * loss.
   */
  readonly pulse: string;
  readonly redisMs: number;
  /** Whether the registry is empty. If so, nobody can go offline by mistake. */
  readonly isEmpty: boolean;
  /**
   * Whether Redis lost data that this process has seen: a wipe, an old snapshot, or a lagging replica that was
   * promoted.
   */
  readonly rolledBack: boolean;
}

/** A recent pulse. Every step that takes users offline requires one. */
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
 * Concurrency: each method is one atomic step across all replicas, unless its comment says otherwise.
 *
 * Failure: a step that fails or times out may have been applied. Repeating it is safe.
 *
 * Times come from Redis. A returned `changed` means that a user's visible state may differ from the last published one.
 */
export interface Registry {
  /** Renews the lease and applies the changes in a heartbeat (see `PRESENCE.beat`). Cost: O(changes). */
  heartbeat(
    heartbeat: Heartbeat,
  ): Promise<{ status: 'accepted' | 'resync' | 'closed'; evict: string[]; changed: boolean }>;
  /**
   * Stages one part of a gateway's session list. The last part replaces all sessions and rooms of the epoch in one
   * step.
   */
  listSessions(
    part: SessionList,
  ): Promise<{ status: 'accepted' | 'closed' | 'out-of-order'; changed: boolean }>;
  /** Ends an epoch and gives its users the usual grace period. `clearEndedEpochs` clears its sessions. */
  closeEpoch(epoch: string): Promise<void>;
  /** Clears some sessions of ended epochs. Returns true if more sessions remain. */
  clearEndedEpochs(): Promise<boolean>;
  setStatus(userId: string, status: PresenceStatus): Promise<{ changed: boolean }>;
  statesOf(userIds: readonly string[]): Promise<UserState[]>;
  /** Returns the statuses of the users, in the order of the ids, in one round trip. Null means offline. */
  statusesOf(userIds: readonly string[]): Promise<(PresenceStatus | null)[]>;
  counts(): Promise<RegistryCounts>;

  /** Checks that Redis accepts writes, and detects lost data. `seen` is the last pulse of this process. */
  pulse(seen?: string): Promise<Pulse>;
  /**
   * Ends epochs whose lease has expired. Does nothing if the call arrives too late, if Redis lost data, or while
   * another replica ends leases.
   */
  reapLeases(
    evidence: Evidence,
  ): Promise<{ outcome: 'reaped' | 'late' | 'rolled-back' | 'locked'; epochs: string[] }>;
  /**
   * Marks users offline whose grace period has expired, in bounded batches. Does nothing if the call arrives too late
   * or Redis lost data.
   */
  endGracePeriods(evidence: Evidence): Promise<{ outcome: 'ended' | 'late' | 'rolled-back'; users: number }>;

  /**
   * Claims changes to publish. An unfinished claim expires after a few seconds, and its changes can be claimed again.
   * `claimedAt` is in ms and is later than that of every earlier claim on any replica.
   */
  claimChanges(
    claim: string,
    seen: string,
  ): Promise<{ changes: PresenceChange[]; more: boolean; claimedAt: number }>;
  /** Records claimed changes as published. A claim that has expired records nothing. */
  recordPublished(claim: string, changes: readonly PresenceChange[]): Promise<void>;
  /** Releases a claimed change, counts a failed attempt, and schedules the next attempt after `delayMs`. */
  postpone(claim: string, userId: string, delayMs: number): Promise<void>;

  /** Returns the last published status of every user who is published as online. Not atomic. */
  publishedStatuses(): Promise<Map<string, PresenceStatus>>;
  /** Restores the published statuses after Redis lost data. Returns false if another replica was first. Not atomic. */
  restorePublished(statuses: ReadonlyMap<string, PresenceStatus>): Promise<boolean>;
}
