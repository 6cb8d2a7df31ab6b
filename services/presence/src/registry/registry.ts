import type { GatewayStats, PRESENCE, PresenceStatus, RequestOf } from '@kcs/contracts';

export type Heartbeat = RequestOf<typeof PRESENCE.beat>;
export type SessionList = RequestOf<typeof PRESENCE.listSessions>;

/** The state of a user. A null `status` is offline; a null `lastSeenMs` means never seen. */
export interface UserState {
  readonly status: PresenceStatus | null;
  readonly lastSeenMs: number | null;
}

/** A user whose visible state differs from the state last published. */
export interface PresenceChange extends UserState {
  readonly userId: string;
  /** Failed attempts to publish it so far. */
  readonly attempts: number;
}

export interface Pulse {
  /** Identifies this moment of Redis' data. Pass it to later steps. */
  readonly pulse: string;
  readonly redisMs: number;
  /** Nothing at all is registered, so nobody could go offline by mistake. */
  readonly nothingRegistered: boolean;
  /** Redis lost data that this process has seen: a wipe, an old snapshot, or a lagging replica that was promoted. */
  readonly rolledBack: boolean;
}

/** A recent pulse, which a replica needs for steps that take users offline. */
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
 * Leases of gateway epochs, the sessions in them, and the status last published for each user.
 *
 * Concurrency: each method is one atomic step for all replicas, unless it says otherwise.
 * Failure: a step that fails or times out may have been applied. Repeating it is safe.
 * Times are Redis' own. `changed` means that the visible state of a user may differ from the state last published.
 */
export interface Registry {
  /** Renews the lease and applies the changes of a heartbeat; see `PRESENCE.beat`. Cost: O(changes). */
  heartbeat(
    heartbeat: Heartbeat,
  ): Promise<{ status: 'accepted' | 'resync' | 'closed'; evict: string[]; changed: boolean }>;
  /** Stages one part of a list. The last part replaces the epoch's sessions and rooms at once. */
  listSessions(
    part: SessionList,
  ): Promise<{ status: 'accepted' | 'closed' | 'out-of-order'; changed: boolean }>;
  /** Ends an epoch with the usual grace period. `clearEndedEpochs` clears its sessions. */
  closeEpoch(epoch: string): Promise<void>;
  /** Clears some sessions of ended epochs. Returns true while there are more. */
  clearEndedEpochs(): Promise<boolean>;
  setStatus(userId: string, status: PresenceStatus): Promise<{ changed: boolean }>;
  statesOf(userIds: readonly string[]): Promise<UserState[]>;
  /** Returns the statuses in the given order, in one round trip. Null is offline. */
  statusesOf(userIds: readonly string[]): Promise<(PresenceStatus | null)[]>;
  counts(): Promise<RegistryCounts>;

  /** Proves that Redis accepts writes, and detects lost data. `seen` is the last pulse of this process. */
  pulse(seen?: string): Promise<Pulse>;
  /** Ends epochs whose lease has expired. Refuses if it runs too late or Redis lost data. One replica at a time. */
  reapLeases(
    evidence: Evidence,
  ): Promise<{ outcome: 'reaped' | 'late' | 'rolled-back' | 'not-mine'; epochs: string[] }>;
  /** Marks some users offline whose grace period has expired. Refuses as `reapLeases` does. */
  endGracePeriods(evidence: Evidence): Promise<{ outcome: 'ended' | 'late' | 'rolled-back'; users: number }>;

  /** Claims changes to publish. After a few seconds an unfinished claim expires, and its changes can be claimed again. */
  takeChanges(claim: string, seen: string): Promise<{ changes: PresenceChange[]; more: boolean }>;
  /** Records claimed changes as published. A claim that has expired records nothing. */
  recordPublished(claim: string, changes: readonly PresenceChange[]): Promise<void>;
  /** Gives up a claimed change for now and counts a failed attempt. */
  postpone(claim: string, userId: string, delayMs: number): Promise<void>;

  /** Returns the last published status of every user published as online. Not atomic. */
  publishedStatuses(): Promise<Map<string, PresenceStatus>>;
  /** Restores the published statuses after Redis lost data. Returns false if another replica was first. Not atomic. */
  restorePublished(statuses: ReadonlyMap<string, PresenceStatus>): Promise<boolean>;
}
