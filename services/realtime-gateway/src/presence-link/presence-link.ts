import type { GatewayStats, PRESENCE, ReplyOf, RequestOf } from '@kcs/contracts';
import { every, jittered, type Logger, newId, type Stoppable } from '@kcs/service-kit';
import { OutageLog } from '../health/outage-log.ts';
import { type OpenSession, PendingChanges } from './pending-changes.ts';

/** A change is reported after this delay, in one heartbeat with all other changes in that time. */
const EARLY_HEARTBEAT_MS = 50;
/** The contract's limit for the changes in a heartbeat and for the entries in a part of the list. */
const MAX_PER_REQUEST = 5_000;

type Heartbeat = typeof PRESENCE.beat;
type List = typeof PRESENCE.listSessions;

interface PresenceLinkOptions {
  readonly gatewayId: string;
  readonly heartbeatMs: number;
  readonly logger: Logger;
  readonly sendHeartbeat: (query: RequestOf<Heartbeat>) => Promise<ReplyOf<Heartbeat>>;
  readonly listSessions: (query: RequestOf<List>) => Promise<ReplyOf<List>>;
  readonly closeEpoch: (query: { epoch: string }) => Promise<unknown>;
  readonly stats: () => Pick<GatewayStats, 'users' | 'draining'>;
  /** Called with sockets that presence wants closed, because their users have too many (LIM-4). */
  readonly onEvict: (socketIds: readonly string[]) => void;
  /** Called when presence has received the complete list. */
  readonly onListed: () => void;
}

/**
 * Reports this gateway's sockets and open rooms to presence: a heartbeat every `heartbeatMs`, with the changes since
 * the last accepted one. When presence has lost track, it gets the complete list. When it has closed this gateway's
 * epoch, a new epoch starts with the complete list.
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
  #running: Promise<void> | undefined;
  #stopped = false;

  constructor(options: PresenceLinkOptions) {
    this.#options = options;
    this.#outage = new OutageLog(options.logger, 'Reporting to presence');
    this.#epoch = newEpoch(options.gatewayId);
  }

  start(): void {
    const { heartbeatMs, logger } = this.#options;
    const options = { logger, name: 'presence heartbeat', jitter: 0.1 };
    this.#timer = every(heartbeatMs, () => this.heartbeat(), options);
    this.#heartbeatSoon();
  }

  opened(session: OpenSession): void {
    this.#pending.changeSession(session, true);
    this.#heartbeatSoon();
  }

  closed(session: OpenSession): void {
    this.#pending.changeSession(session, false);
    this.#heartbeatSoon();
  }

  roomOpened(roomId: string): void {
    this.#pending.changeRoom(roomId, true);
  }

  roomClosed(roomId: string): void {
    this.#pending.changeRoom(roomId, false);
  }

  /**
   * Sends a heartbeat, or waits for the one being sent. Never throws. The next heartbeat repeats the changes of a
   * failed one.
   */
  heartbeat(): Promise<void> {
    this.#running ??= this.#heartbeatOnce()
      .then(
        () => this.#outage.succeeded(),
        (err) => {
          this.#outage.failed(err);
          clearTimeout(this.#early);
          this.#early = undefined;
        },
      )
      .finally(() => {
        this.#running = undefined;
        if (this.#mustList || this.#pending.size > 0) this.#heartbeatSoon();
      });
    return this.#running;
  }

  /** Closes the epoch. If presence does not receive the request, the lease expires instead. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#early);
    await this.#timer?.stop();
    await this.#running;
    await this.#options.closeEpoch({ epoch: this.#epoch }).catch((err) => this.#outage.failed(err));
  }

  #heartbeatSoon(): void {
    // While presence is unavailable, changes wait for the next regular heartbeat.
    if (this.#stopped || this.#early || this.#outage.failing) return;
    this.#early = setTimeout(() => {
      this.#early = undefined;
      void this.heartbeat();
    }, jittered(EARLY_HEARTBEAT_MS));
    this.#early.unref();
  }

  async #heartbeatOnce(): Promise<void> {
    // If there are more changes than fit into one heartbeat, send the list, which includes them.
    if (this.#mustList || this.#pending.size > MAX_PER_REQUEST) return this.#list();
    const { changes, accepted } = this.#pending.snapshot();
    const { opened, closed, roomsOpened, roomsClosed } = changes;
    const changed = this.#pending.size > 0;
    const revision = changed ? this.#revision + 1 : this.#revision;
    const reply = await this.#options.sendHeartbeat({
      epoch: this.#epoch,
      revision,
      opened: [...opened],
      closed: [...closed],
      roomsOpened: [...roomsOpened],
      roomsClosed: [...roomsClosed],
      totals: this.#totals(),
    });
    if (reply.evict.length > 0) this.#options.onEvict(reply.evict);
    if (reply.status === 'closed') return this.#startEpoch();
    this.#revision = revision;
    if (reply.status === 'resync') return this.#list();
    accepted();
  }

  async #list(): Promise<void> {
    this.#mustList = true;
    // The list includes all changes so far. Later changes are sent after it.
    this.#pending.clear();
    const sessions = [...this.#pending.sessions.values()];
    const rooms = [...this.#pending.rooms];
    const totals = this.#totals();
    const revision = this.#revision + 1;
    const parts = Math.max(1, Math.ceil(Math.max(sessions.length, rooms.length) / MAX_PER_REQUEST));
    for (let part = 0; part < parts; part += 1) {
      const { status } = await this.#options.listSessions({
        epoch: this.#epoch,
        revision,
        part,
        last: part === parts - 1,
        sessions: sessions.slice(part * MAX_PER_REQUEST, (part + 1) * MAX_PER_REQUEST),
        rooms: rooms.slice(part * MAX_PER_REQUEST, (part + 1) * MAX_PER_REQUEST),
        totals,
      });
      if (status === 'closed') return this.#startEpoch();
    }
    this.#revision = revision;
    this.#mustList = false;
    this.#options.logger.info({ epoch: this.#epoch }, 'Sent the list of all sockets to presence');
    this.#options.onListed();
  }

  #startEpoch(): void {
    this.#options.logger.warn({ epoch: this.#epoch }, 'Presence has closed this epoch; starting a new one');
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

/** Returns a new epoch. Its random part has 26 characters `[0-9a-z]`, as in an id. */
const newEpoch = (gatewayId: string): string => `${gatewayId}:${newId('sess').slice('sess_'.length)}`;
