import type { GatewayStats, PresenceStatus } from '@kcs/contracts';
import { type ScriptClient, ScriptRunner } from '@kcs/service-kit';
import type { PresenceChange, UserState } from './presence-change.ts';
import type { Evidence, Pulse } from './pulse.ts';
import type { Heartbeat, Registry, SessionList } from './registry.ts';
import type { EpochReport, RegistryCounts } from './registry-counts.ts';
import type { RegistrySettings } from './registry-settings.ts';
import { splitIntoChunks } from './split-into-chunks.ts';

type ScriptName =
  | 'claim-changes'
  | 'clear-ended-epochs'
  | 'close-epoch'
  | 'end-grace-periods'
  | 'heartbeat'
  | 'list-sessions'
  | 'postpone'
  | 'pulse'
  | 'reap-leases'
  | 'record-published'
  | 'restore-published'
  | 'set-status'
  | 'stats';

interface RegistryClient extends ScriptClient {
  hmGet(key: string, fields: string[]): Promise<(string | null)[]>;
  hScan(
    key: string,
    cursor: string,
    options: { COUNT: number },
  ): Promise<{ cursor: string; entries: { field: string; value: string }[] }>;
}

/**
 * How long Redis remembers a closed epoch and rejects its heartbeats. After that, a gateway that still uses the epoch
 * gets a `resync` reply and must send its complete session list.
 */
const CLOSED_EPOCH_MEMORY_MS = 60 * 60 * 1000;
/** Maximum time between two parts of a session list. After this time, the earlier parts are deleted. */
const STAGED_PARTS_TTL_MS = 60 * 1000;
/**
 * The maximum number of entries that one script changes. A script with this many changes blocks Redis for about 5 ms.
 */
const MAX_ENTRIES_PER_SCRIPT = 1000;
const MAX_ENTRIES_PER_RESTORE_PART = 5000;

/** A presence registry in Redis. All keys are in one hash slot, and every change is made by a single Lua script. */
export class RedisRegistry implements Registry {
  readonly #client: RegistryClient;
  readonly #scripts: ScriptRunner<ScriptName>;
  readonly #settings: RegistrySettings;
  readonly #root: string;

  constructor(client: RegistryClient, settings: RegistrySettings) {
    this.#client = client;
    this.#settings = settings;
    this.#root = `kcs:presence:{${settings.tag ?? 'p'}}`;
    this.#scripts = new ScriptRunner({
      client,
      folder: new URL('./lua/', import.meta.url),
      root: this.#root,
    });
  }

  async heartbeat(heartbeat: Heartbeat) {
    const { leaseMs, graceMs, socketsPerUser } = this.#settings;
    const changesJson = JSON.stringify({
      opened: heartbeat.opened.map((session) => [session.socketId, session.userId]),
      closed: heartbeat.closed.map((session) => session.socketId),
      roomsOpened: heartbeat.roomsOpened,
      roomsClosed: heartbeat.roomsClosed,
    });
    const { totals } = heartbeat;
    const [status, evict, markedUsers] = (await this.#scripts.run('heartbeat', [
      heartbeat.epoch,
      heartbeat.revision,
      changesJson,
      JSON.stringify(totals),
      totals.connections,
      totals.rooms,
      leaseMs,
      graceMs,
      socketsPerUser,
    ])) as ['accepted' | 'resync' | 'closed', string[], number];
    return { status, evict, changed: markedUsers > 0 };
  }

  async listSessions(part: SessionList) {
    const { leaseMs, graceMs, socketsPerUser } = this.#settings;
    const [status, markedUsers] = (await this.#scripts.run('list-sessions', [
      part.epoch,
      part.revision,
      part.part,
      part.last ? '1' : '0',
      JSON.stringify({
        sessions: part.sessions.map((session) => [session.socketId, session.userId]),
        rooms: part.rooms,
      }),
      JSON.stringify(part.totals),
      leaseMs,
      graceMs,
      socketsPerUser,
      STAGED_PARTS_TTL_MS,
    ])) as ['accepted' | 'closed' | 'out-of-order', number];
    return { status, changed: markedUsers > 0 };
  }

  async closeEpoch(epoch: string) {
    await this.#scripts.run('close-epoch', [epoch, this.#settings.graceMs, CLOSED_EPOCH_MEMORY_MS]);
  }

  async clearEndedEpochs() {
    return (await this.#scripts.run('clear-ended-epochs', [MAX_ENTRIES_PER_SCRIPT])) === 1;
  }

  async setStatus(userId: string, status: PresenceStatus) {
    // Keep the status for two heartbeat intervals, because a status may arrive before the heartbeat that reports the
    // socket of its sender.
    const markedUserCount = await this.#scripts.run('set-status', [
      userId,
      status,
      2 * this.#settings.heartbeatMs,
    ]);
    return { changed: Number(markedUserCount) > 0 };
  }

  async statesOf(userIds: readonly string[]): Promise<UserState[]> {
    if (userIds.length === 0) return [];
    const [statuses, lastSeen] = await Promise.all([
      this.statusesOf(userIds),
      this.#client.hmGet(`${this.#root}:last-seen`, [...userIds]),
    ]);
    return statuses.map((status, index) => ({ status, lastSeenMs: parseMs(lastSeen[index]) }));
  }

  async statusesOf(userIds: readonly string[]) {
    if (userIds.length === 0) return [];
    return (await this.#client.hmGet(`${this.#root}:online`, [...userIds])) as (PresenceStatus | null)[];
  }

  async counts(): Promise<RegistryCounts> {
    const [redisMs, users, rooms, ...rest] = (await this.#scripts.run('stats')) as [
      number,
      number,
      number,
      ...(string | number)[],
    ];
    const epochReports = splitIntoChunks(rest, 4).map(
      ([epoch, totals, lastHeartbeatMs, sessions]): EpochReport => ({
        epoch: String(epoch),
        totals: JSON.parse(String(totals)) as GatewayStats,
        lastHeartbeatMs: Number(lastHeartbeatMs),
        sessions: Number(sessions),
      }),
    );
    return { redisMs, users, rooms, epochs: epochReports };
  }

  async pulse(seen = ''): Promise<Pulse> {
    const [pulse, redisMs, nothing, lost] = (await this.#scripts.run('pulse', [seen])) as [
      string,
      number,
      number,
      number,
    ];
    return { pulse, redisMs, isEmpty: nothing === 1, rolledBack: lost === 1 };
  }

  async reapLeases(evidence: Evidence) {
    const { replica, heartbeatMs } = this.#settings;
    const [outcome, ...epochs] = (await this.#scripts.run('reap-leases', [
      replica,
      // The lock lasts one heartbeat interval, so that another replica can soon take over if the holder of the lock
      // dies.
      heartbeatMs,
      evidence.redisMs,
      heartbeatMs,
      evidence.pulse,
      CLOSED_EPOCH_MEMORY_MS,
    ])) as ['reaped' | 'late' | 'rolled-back' | 'locked', ...string[]];
    return { outcome, epochs };
  }

  async endGracePeriods(evidence: Evidence) {
    const [outcome, users] = (await this.#scripts.run('end-grace-periods', [
      evidence.redisMs,
      this.#settings.heartbeatMs,
      evidence.pulse,
      MAX_ENTRIES_PER_SCRIPT,
    ])) as ['ended' | 'late' | 'rolled-back', number];
    return { outcome, users };
  }

  async claimChanges(claim: string, seen: string) {
    const { claimMs, changesPerBatch } = this.#settings;
    const [, claimedAt, more, ...rest] = (await this.#scripts.run('claim-changes', [
      claim,
      claimMs,
      changesPerBatch,
      seen,
    ])) as [string, number, number, ...string[]];
    const changes = splitIntoChunks(rest, 4).map(
      ([userId, status, lastSeen, attempts]): PresenceChange => ({
        userId: String(userId),
        status: (status || null) as PresenceStatus | null,
        lastSeenMs: parseMs(lastSeen),
        attempts: Number(attempts),
      }),
    );
    return { changes, more: more === 1, claimedAt };
  }

  async recordPublished(claim: string, changes: readonly PresenceChange[]) {
    if (changes.length === 0) return;
    await this.#scripts.run('record-published', [
      claim,
      ...changes.flatMap((change) => [change.userId, change.status ?? '']),
    ]);
  }

  async postpone(claim: string, userId: string, delayMs: number) {
    await this.#scripts.run('postpone', [claim, userId, delayMs]);
  }

  async publishedStatuses() {
    const statuses = new Map<string, PresenceStatus>();
    let scanCursor = '0';
    do {
      const scanPage = await this.#client.hScan(`${this.#root}:told`, scanCursor, {
        COUNT: MAX_ENTRIES_PER_SCRIPT,
      });
      for (const { field, value } of scanPage.entries) statuses.set(field, value as PresenceStatus);
      scanCursor = scanPage.cursor;
    } while (scanCursor !== '0');
    return statuses;
  }

  async restorePublished(statuses: ReadonlyMap<string, PresenceStatus>) {
    const { leaseMs } = this.#settings;
    const storedStatuses = await this.publishedStatuses();
    const outdatedUserIds = [...storedStatuses.keys()].filter((userId) => !statuses.has(userId));
    const onlineChunks = splitIntoChunks([...statuses], MAX_ENTRIES_PER_RESTORE_PART);
    const offlineChunks = splitIntoChunks(outdatedUserIds, MAX_ENTRIES_PER_RESTORE_PART);
    const restorePartCount = Math.max(onlineChunks.length, offlineChunks.length, 1);
    for (let part = 0; part < restorePartCount; part += 1) {
      const restoreReply = await this.#scripts.run('restore-published', [
        leaseMs,
        // After two lease durations, check whether to publish the users who are missing from this replica's copy. By
        // then, the reaper has ended all leases that Redis loaded from an old snapshot.
        2 * leaseMs,
        part === restorePartCount - 1 ? '1' : '0',
        JSON.stringify(onlineChunks[part] ?? []),
        JSON.stringify(offlineChunks[part] ?? []),
      ]);
      if (restoreReply !== 1) return false;
    }
    return true;
  }
}

function parseMs(text: string | number | null | undefined): number | null {
  return text === null || text === undefined || text === '' ? null : Number(text);
}
