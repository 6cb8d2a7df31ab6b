import type { GatewayStats, PRESENCE, PresenceStatus, RequestOf } from '@kcs/contracts';

export type Beat = RequestOf<typeof PRESENCE.beat>;
export type SessionList = RequestOf<typeof PRESENCE.listSessions>;

/** What is known of a person: `status` null is offline, `lastSeenMs` null is never seen. */
export interface PersonState {
  readonly status: PresenceStatus | null;
  readonly lastSeenMs: number | null;
}

/** A person whose visible state is not the one last told. */
export interface UntoldChange extends PersonState {
  readonly userId: string;
  /** Tellings that failed so far. */
  readonly attempts: number;
}

export interface Pulse {
  /** Names this moment of Redis' memory; to be shown at the next steps. */
  readonly pulse: string;
  readonly redisMs: number;
  /** Nothing at all is registered: nobody could be logged out by mistake. */
  readonly nothingRegistered: boolean;
  /** Redis forgot what this process has seen: a wipe, an old snapshot, a lagging replica promoted. */
  readonly rolledBack: boolean;
}

/** What a replica must have seen of Redis lately for a step that takes people away. */
export interface Evidence {
  readonly redisMs: number;
  readonly pulse: string;
}

export interface EpochShare {
  readonly epoch: string;
  readonly totals: GatewayStats;
  readonly lastBeatMs: number;
  readonly sessions: number;
}

export interface RegistryCounts {
  readonly redisMs: number;
  readonly users: number;
  readonly rooms: number;
  readonly epochs: readonly EpochShare[];
}

/**
 * Who is there: leases of gateway epochs, the sessions under them, and what was told of it. Each method is one
 * atomic step for all replicas; a step that fails or times out may have happened, and may be repeated.
 * Times are the registry's own. `changed` says that somebody's visible state may differ from what was told.
 */
export interface Registry {
  /** Renews the lease and applies a diff; see `PRESENCE.beat`. Cost: O(changes). */
  beat(beat: Beat): Promise<{ status: 'accepted' | 'resync' | 'closed'; evict: string[]; changed: boolean }>;
  /** Stages a part; the last one replaces the epoch's sessions and rooms at once. */
  listSessions(
    part: SessionList,
  ): Promise<{ status: 'accepted' | 'closed' | 'out-of-order'; changed: boolean }>;
  /** Ends an epoch with the usual grace; its sessions are cleared by `clearEnded`. */
  closeEpoch(epoch: string): Promise<void>;
  /** One step of clearing sessions of ended epochs; true while there is more. */
  clearEnded(): Promise<boolean>;
  setStatus(userId: string, status: PresenceStatus): Promise<{ changed: boolean }>;
  statesOf(userIds: readonly string[]): Promise<PersonState[]>;
  /** In one round trip, in the order given; null is offline. */
  statusesOf(userIds: readonly string[]): Promise<(PresenceStatus | null)[]>;
  counts(): Promise<RegistryCounts>;

  /** `seen` is the last pulse of this process. */
  pulse(seen?: string): Promise<Pulse>;
  /** Ends epochs whose lease is over. Refuses late or on a Redis that lost its memory; one replica at a time. */
  reap(
    evidence: Evidence,
  ): Promise<{ outcome: 'reaped' | 'late' | 'rolled-back' | 'not-mine'; epochs: string[] }>;
  /** One step of making offline whose grace is over; refuses as `reap` does. */
  endGraces(evidence: Evidence): Promise<{ outcome: 'ended' | 'late' | 'rolled-back'; users: number }>;

  /** Claims untold changes for a few seconds; a claim that is not settled by then is given again. */
  takeChanges(claim: string, seen: string): Promise<{ changes: UntoldChange[]; more: boolean }>;
  recordTold(claim: string, told: readonly UntoldChange[]): Promise<void>;
  postpone(claim: string, userId: string, delayMs: number): Promise<void>;

  /** Everyone last told to be there. */
  told(): Promise<Map<string, PresenceStatus>>;
  /** Gives a Redis that lost its memory what was last told; false where another replica was first. */
  adopt(told: ReadonlyMap<string, PresenceStatus>): Promise<boolean>;
}
