import type { GatewayStats, PRESENCE, ReplyOf, RequestOf } from '@kcs/contracts';
import { every, jittered, type Logger, newId, type Stoppable } from '@kcs/service-kit';
import { OutageLog } from '../health/outage-log.ts';
import { type OpenSession, PendingChanges } from './pending-changes.ts';

/** Who comes or goes is told this soon, in one beat with what comes meanwhile. */
const EARLY_BEAT_MS = 50;
/** Changes that a beat carries, and entries of a part of the list (contract). */
const PART = 5_000;

type Beat = typeof PRESENCE.beat;
type List = typeof PRESENCE.listSessions;

export interface PresenceLinkOptions {
  readonly gatewayId: string;
  readonly beatMs: number;
  readonly logger: Logger;
  readonly beat: (query: RequestOf<Beat>) => Promise<ReplyOf<Beat>>;
  readonly listSessions: (query: RequestOf<List>) => Promise<ReplyOf<List>>;
  readonly closeEpoch: (query: { epoch: string }) => Promise<unknown>;
  readonly stats: () => Pick<GatewayStats, 'users' | 'draining'>;
  readonly onEvict: (socketIds: readonly string[]) => void;
  /** Presence has the whole list. */
  readonly onListed: () => void;
}

/**
 * Tells presence who is here: a beat each `beatMs`, whatever the number of sockets, with what changed since the last
 * accepted one. When presence lost track it gets the whole list; when it gave this gateway's epoch up, a new one
 * begins.
 */
export class PresenceLink {
  readonly #options: PresenceLinkOptions;
  readonly #pending = new PendingChanges();
  readonly #outage: OutageLog;
  readonly #startedAt = performance.now();
  #epoch: string;
  #revision = 0;
  #mustList = true;
  #timer: Stoppable | undefined;
  #early: NodeJS.Timeout | undefined;
  #underWay: Promise<void> | undefined;
  #stopped = false;

  constructor(options: PresenceLinkOptions) {
    this.#options = options;
    this.#outage = new OutageLog(options.logger, 'telling presence');
    this.#epoch = newEpoch(options.gatewayId);
  }

  start(): void {
    const { beatMs, logger } = this.#options;
    this.#timer = every(beatMs, () => this.beat(), { logger, name: 'presence beat', jitter: 0.1 });
    this.#beatSoon();
  }

  opened(session: OpenSession): void {
    this.#pending.session(session, true);
    this.#beatSoon();
  }

  closed(session: OpenSession): void {
    this.#pending.session(session, false);
    this.#beatSoon();
  }

  roomOpened(roomId: string): void {
    this.#pending.room(roomId, true);
  }

  roomClosed(roomId: string): void {
    this.#pending.room(roomId, false);
  }

  /** One beat, or the one that is under way; a failed one is told again by the next regular one. */
  beat(): Promise<void> {
    this.#underWay ??= this.#beatOnce()
      .then(
        () => this.#outage.worked(),
        (err) => {
          this.#outage.failed(err);
          clearTimeout(this.#early);
          this.#early = undefined;
        },
      )
      .finally(() => {
        this.#underWay = undefined;
        if (this.#mustList || this.#pending.size > 0) this.#beatSoon();
      });
    return this.#underWay;
  }

  /** Goodbye; where it is not heard, the lease's end says the same. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#early);
    await this.#timer?.stop();
    await this.#underWay;
    await this.#options.closeEpoch({ epoch: this.#epoch }).catch((err) => this.#outage.failed(err));
  }

  #beatSoon(): void {
    // A presence that is away hears of everybody with the next regular beat.
    if (this.#stopped || this.#early || this.#outage.failing) return;
    this.#early = setTimeout(() => {
      this.#early = undefined;
      void this.beat();
    }, jittered(EARLY_BEAT_MS));
    this.#early.unref();
  }

  async #beatOnce(): Promise<void> {
    // More than a beat carries is not kept: the list says it all.
    if (this.#mustList || this.#pending.size > PART) return this.#list();
    const { changes, accepted } = this.#pending.snapshot();
    const { opened, closed, roomsOpened, roomsClosed } = changes;
    const changed = this.#pending.size > 0;
    const revision = changed ? this.#revision + 1 : this.#revision;
    const epoch = this.#epoch;
    const answer = await this.#options.beat({
      epoch,
      revision,
      opened: [...opened],
      closed: [...closed],
      roomsOpened: [...roomsOpened],
      roomsClosed: [...roomsClosed],
      totals: this.#totals(),
    });
    if (answer.evict.length > 0) this.#options.onEvict(answer.evict);
    if (answer.status === 'closed') return this.#newEpoch();
    this.#revision = revision;
    if (answer.status === 'resync') return this.#list();
    accepted();
  }

  async #list(): Promise<void> {
    this.#mustList = true;
    // All of it is in the list; what changes from here on is told after it.
    this.#pending.forget();
    const sessions = [...this.#pending.sessions.values()];
    const rooms = [...this.#pending.rooms];
    const totals = this.#totals();
    const revision = this.#revision + 1;
    const parts = Math.max(1, Math.ceil(Math.max(sessions.length, rooms.length) / PART));
    for (let part = 0; part < parts; part += 1) {
      const { status } = await this.#options.listSessions({
        epoch: this.#epoch,
        revision,
        part,
        last: part === parts - 1,
        sessions: sessions.slice(part * PART, (part + 1) * PART),
        rooms: rooms.slice(part * PART, (part + 1) * PART),
        totals,
      });
      if (status === 'closed') return this.#newEpoch();
    }
    this.#revision = revision;
    this.#mustList = false;
    this.#options.logger.info({ epoch: this.#epoch }, 'presence has the list of all sockets');
    this.#options.onListed();
  }

  #newEpoch(): void {
    this.#options.logger.warn({ epoch: this.#epoch }, 'presence gave this epoch up; a new one begins');
    this.#epoch = newEpoch(this.#options.gatewayId);
    this.#revision = 0;
    this.#mustList = true;
  }

  #totals(): GatewayStats {
    return {
      id: this.#options.gatewayId,
      connections: this.#pending.sessions.size,
      rooms: this.#pending.rooms.size,
      uptime_s: Math.floor((performance.now() - this.#startedAt) / 1_000),
      ...this.#options.stats(),
    };
  }
}

/** The random part of an id: 26 characters `[0-9a-z]`. */
const newEpoch = (gatewayId: string): string => `${gatewayId}:${newId('sess').slice('sess_'.length)}`;
