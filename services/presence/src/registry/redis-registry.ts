import type { GatewayStats, PresenceStatus } from '@kcs/contracts';
import { inChunks } from './in-chunks.ts';
import type {
  Beat,
  EpochShare,
  Evidence,
  PersonState,
  Pulse,
  Registry,
  RegistryCounts,
  SessionList,
  UntoldChange,
} from './registry.ts';
import type { RegistrySettings } from './registry-settings.ts';
import { type ScriptClient, ScriptRunner } from './script-runner.ts';

/** What is read without a script. */
export interface RegistryClient extends ScriptClient {
  hmGet(key: string, fields: string[]): Promise<(string | null)[]>;
  hScan(
    key: string,
    cursor: string,
    options: { COUNT: number },
  ): Promise<{ cursor: string; entries: { field: string; value: string }[] }>;
}

/** A closed epoch is refused this long; whoever comes later still is unknown, and heals by listing. */
const CLOSED_REMEMBERED_MS = 60 * 60 * 1000;
/** Between two parts of a list. */
const STAGED_KEPT_MS = 60 * 1000;
/** A step of this size keeps Redis busy for about 5 ms. */
const STEP = 1000;
const ENTRIES_PER_ADOPTION = 5000;

/** The registry in Redis: all of it in one slot, every change a Lua script. */
export class RedisRegistry implements Registry {
  readonly #client: RegistryClient;
  readonly #scripts: ScriptRunner;
  readonly #settings: RegistrySettings;
  readonly #root: string;

  constructor(client: RegistryClient, settings: RegistrySettings) {
    this.#client = client;
    this.#settings = settings;
    this.#root = `kcs:presence:{${settings.tag ?? 'p'}}`;
    this.#scripts = new ScriptRunner(client, this.#root);
  }

  async beat(beat: Beat) {
    const { leaseMs, graceMs, socketsPerUser } = this.#settings;
    const changes = JSON.stringify({
      opened: beat.opened.map((session) => [session.socketId, session.userId]),
      closed: beat.closed.map((session) => session.socketId),
      roomsOpened: beat.roomsOpened,
      roomsClosed: beat.roomsClosed,
    });
    const { totals } = beat;
    const [status, evict, marked] = (await this.#scripts.run('beat', [
      beat.epoch,
      beat.revision,
      changes,
      JSON.stringify(totals),
      totals.connections,
      totals.rooms,
      leaseMs,
      graceMs,
      socketsPerUser,
    ])) as ['accepted' | 'resync' | 'closed', string[], number];
    return { status, evict, changed: marked > 0 };
  }

  async listSessions(part: SessionList) {
    const { leaseMs, graceMs, socketsPerUser } = this.#settings;
    const [status, marked] = (await this.#scripts.run('list-sessions', [
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
      STAGED_KEPT_MS,
    ])) as ['accepted' | 'closed' | 'out-of-order', number];
    return { status, changed: marked > 0 };
  }

  async closeEpoch(epoch: string) {
    await this.#scripts.run('close-epoch', [epoch, this.#settings.graceMs, CLOSED_REMEMBERED_MS]);
  }

  async clearEnded() {
    return (await this.#scripts.run('clear-ended', [STEP])) === 1;
  }

  async setStatus(userId: string, status: PresenceStatus) {
    // Two beats: a gateway's diff with the socket that asked is on its way.
    const marked = await this.#scripts.run('set-status', [userId, status, 2 * this.#settings.beatMs]);
    return { changed: Number(marked) > 0 };
  }

  async statesOf(userIds: readonly string[]): Promise<PersonState[]> {
    if (userIds.length === 0) return [];
    const [statuses, lastSeen] = await Promise.all([
      this.statusesOf(userIds),
      this.#client.hmGet(`${this.#root}:last-seen`, [...userIds]),
    ]);
    return statuses.map((status, index) => ({ status, lastSeenMs: msOrNull(lastSeen[index]) }));
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
    const epochs = inChunks(rest, 4).map(
      ([epoch, totals, lastBeatMs, sessions]): EpochShare => ({
        epoch: String(epoch),
        totals: JSON.parse(String(totals)) as GatewayStats,
        lastBeatMs: Number(lastBeatMs),
        sessions: Number(sessions),
      }),
    );
    return { redisMs, users, rooms, epochs };
  }

  async pulse(seen = ''): Promise<Pulse> {
    const [pulse, redisMs, nothing, lost] = (await this.#scripts.run('pulse', [seen])) as [
      string,
      number,
      number,
      number,
    ];
    return { pulse, redisMs, nothingRegistered: nothing === 1, rolledBack: lost === 1 };
  }

  async reap(evidence: Evidence) {
    const { replica, beatMs } = this.#settings;
    const [outcome, ...epochs] = (await this.#scripts.run('reap', [
      replica,
      // The lock of a replica that died is free after one beat.
      beatMs,
      evidence.redisMs,
      beatMs,
      evidence.pulse,
      CLOSED_REMEMBERED_MS,
    ])) as ['reaped' | 'late' | 'rolled-back' | 'not-mine', ...string[]];
    return { outcome, epochs };
  }

  async endGraces(evidence: Evidence) {
    const [outcome, users] = (await this.#scripts.run('end-graces', [
      evidence.redisMs,
      this.#settings.beatMs,
      evidence.pulse,
      STEP,
    ])) as ['ended' | 'late' | 'rolled-back', number];
    return { outcome, users };
  }

  async takeChanges(claim: string, seen: string) {
    const { claimMs, changesPerBatch } = this.#settings;
    const [, , more, ...rest] = (await this.#scripts.run('take-changes', [
      claim,
      claimMs,
      changesPerBatch,
      seen,
    ])) as [string, number, number, ...string[]];
    const changes = inChunks(rest, 4).map(
      ([userId, status, lastSeen, attempts]): UntoldChange => ({
        userId: String(userId),
        status: (status || null) as PresenceStatus | null,
        lastSeenMs: msOrNull(lastSeen),
        attempts: Number(attempts),
      }),
    );
    return { changes, more: more === 1 };
  }

  async recordTold(claim: string, told: readonly UntoldChange[]) {
    if (told.length === 0) return;
    await this.#scripts.run('record-told', [
      claim,
      ...told.flatMap((change) => [change.userId, change.status ?? '']),
    ]);
  }

  async postpone(claim: string, userId: string, delayMs: number) {
    await this.#scripts.run('postpone', [claim, userId, delayMs]);
  }

  async told() {
    const told = new Map<string, PresenceStatus>();
    let cursor = '0';
    do {
      const page = await this.#client.hScan(`${this.#root}:told`, cursor, { COUNT: STEP });
      for (const { field, value } of page.entries) told.set(field, value as PresenceStatus);
      cursor = page.cursor;
    } while (cursor !== '0');
    return told;
  }

  async adopt(told: ReadonlyMap<string, PresenceStatus>) {
    const { leaseMs } = this.#settings;
    const believed = await this.told();
    const forgotten = [...believed.keys()].filter((userId) => !told.has(userId));
    const entries = inChunks([...told], ENTRIES_PER_ADOPTION);
    const forgets = inChunks(forgotten, ENTRIES_PER_ADOPTION);
    const parts = Math.max(entries.length, forgets.length, 1);
    for (let part = 0; part < parts; part += 1) {
      const taken = await this.#scripts.run('adopt', [
        leaseMs,
        // After the reaper had its turn with leases out of an old snapshot.
        2 * leaseMs,
        part === parts - 1 ? '1' : '0',
        JSON.stringify(entries[part] ?? []),
        JSON.stringify(forgets[part] ?? []),
      ]);
      if (taken !== 1) return false;
    }
    return true;
  }
}

const msOrNull = (text: string | number | null | undefined): number | null =>
  text === null || text === undefined || text === '' ? null : Number(text);
