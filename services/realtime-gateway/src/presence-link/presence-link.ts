import type { GatewayStats, PRESENCE_REQUESTS, ReplyOf, RequestOf } from '@kcs/contracts';
import { addJitter, type Logger, repeatEvery, type Stoppable } from '@kcs/service-kit';
import { OutageLog } from '../health/outage-log.ts';
import { createEpochId } from './epoch-id.ts';
import { PendingPresenceChanges, type PresenceSession } from './pending-changes.ts';

/**
 * Delay between the opening or closing of a socket and the heartbeat that reports it. All changes within the delay are
 * sent in one heartbeat.
 */
const EARLY_HEARTBEAT_DELAY_MS = 50;
/**
 * Maximum number of changes in a heartbeat, and of entries in one part of the complete list of sockets and rooms. The
 * presence contract sets this limit.
 */
const MAX_ENTRIES_PER_REQUEST = 5_000;

type HeartbeatRequest = typeof PRESENCE_REQUESTS.beat;
type ListSessionsRequest = typeof PRESENCE_REQUESTS.listSessions;

interface PresenceLinkOptions {
  readonly gatewayId: string;
  readonly heartbeatMs: number;
  readonly logger: Logger;
  readonly sendHeartbeat: (query: RequestOf<HeartbeatRequest>) => Promise<ReplyOf<HeartbeatRequest>>;
  readonly listSessions: (query: RequestOf<ListSessionsRequest>) => Promise<ReplyOf<ListSessionsRequest>>;
  readonly closeEpoch: (query: { epoch: string }) => Promise<unknown>;
  readonly stats: () => Pick<GatewayStats, 'users' | 'draining'>;
  /** Called with the ids of sockets that must be closed, because their users have too many sockets (LIM-4). */
  readonly onEvict: (socketIds: readonly string[]) => void;
  /** Called when presence has received the complete list of sockets and rooms. */
  readonly onListed: () => void;
}

/**
 * Reports this gateway's sockets and open rooms to presence. A heartbeat carries the changes since the last accepted
 * heartbeat. It is sent every `heartbeatMs`, and soon after a socket opens or closes. If presence has missed changes,
 * the gateway sends the complete list of sockets and rooms. If presence has closed this gateway's epoch, the gateway
 * starts a new epoch with the complete list.
 */
export class PresenceLink {
  readonly #options: PresenceLinkOptions;
  readonly #pending = new PendingPresenceChanges();
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
    this.#epoch = createEpochId(options.gatewayId);
  }

  start(): void {
    const { heartbeatMs, logger } = this.#options;
    const heartbeatTimerOptions = { logger, name: 'presence heartbeat', jitter: 0.1 };
    this.#timer = repeatEvery(heartbeatMs, () => this.sendHeartbeat(), heartbeatTimerOptions);
    this.#heartbeatSoon();
  }

  opened(session: PresenceSession): void {
    this.#pending.changeSession(session, true);
    this.#heartbeatSoon();
  }

  closed(session: PresenceSession): void {
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
   * Sends a heartbeat, unless one is already being sent. Resolves when the heartbeat has succeeded or failed, and never
   * rejects. After a failure, the next heartbeat sends the changes again.
   */
  sendHeartbeat(): Promise<void> {
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

  /** Closes this gateway's epoch. If the request does not reach presence, the epoch ends when its lease expires. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#early);
    await this.#timer?.stop();
    await this.#running;
    await this.#options.closeEpoch({ epoch: this.#epoch }).catch((err) => this.#outage.failed(err));
  }

  #heartbeatSoon(): void {
    // Don't send early heartbeats while presence is unavailable. Changes wait for the next regular heartbeat.
    if (this.#stopped || this.#early || this.#outage.failing) return;
    this.#early = setTimeout(() => {
      this.#early = undefined;
      void this.sendHeartbeat();
    }, addJitter(EARLY_HEARTBEAT_DELAY_MS));
    this.#early.unref();
  }

  async #heartbeatOnce(): Promise<void> {
    // Send the complete list of sockets and rooms if there are too many changes for one heartbeat. The list includes
    // every change.
    if (this.#mustList || this.#pending.size > MAX_ENTRIES_PER_REQUEST) return this.#list();
    const { changes, accepted } = this.#pending.snapshot();
    const { opened, closed, roomsOpened, roomsClosed } = changes;
    const hasPendingChanges = this.#pending.size > 0;
    const revisionToSend = hasPendingChanges ? this.#revision + 1 : this.#revision;
    const heartbeatReply = await this.#options.sendHeartbeat({
      epoch: this.#epoch,
      revision: revisionToSend,
      opened: [...opened],
      closed: [...closed],
      roomsOpened: [...roomsOpened],
      roomsClosed: [...roomsClosed],
      totals: this.#totals(),
    });
    if (heartbeatReply.evict.length > 0) this.#options.onEvict(heartbeatReply.evict);
    if (heartbeatReply.status === 'closed') return this.#startEpoch();
    this.#revision = revisionToSend;
    if (heartbeatReply.status === 'resync') return this.#list();
    accepted();
  }

  async #list(): Promise<void> {
    this.#mustList = true;
    // Drop the pending changes, because the complete list of sockets and rooms includes them. Changes that happen from
    // now on stay pending.
    this.#pending.clear();
    const presenceSessions = [...this.#pending.sessions.values()];
    const openRoomIds = [...this.#pending.rooms];
    const gatewayTotals = this.#totals();
    const revisionToSend = this.#revision + 1;
    const partCount = Math.max(
      1,
      Math.ceil(Math.max(presenceSessions.length, openRoomIds.length) / MAX_ENTRIES_PER_REQUEST),
    );
    for (let part = 0; part < partCount; part += 1) {
      const { status } = await this.#options.listSessions({
        epoch: this.#epoch,
        revision: revisionToSend,
        part,
        last: part === partCount - 1,
        sessions: presenceSessions.slice(
          part * MAX_ENTRIES_PER_REQUEST,
          (part + 1) * MAX_ENTRIES_PER_REQUEST,
        ),
        rooms: openRoomIds.slice(part * MAX_ENTRIES_PER_REQUEST, (part + 1) * MAX_ENTRIES_PER_REQUEST),
        totals: gatewayTotals,
      });
      if (status === 'closed') return this.#startEpoch();
    }
    this.#revision = revisionToSend;
    this.#mustList = false;
    this.#options.logger.info(
      { epoch: this.#epoch },
      'Sent the complete list of sockets and rooms to presence',
    );
    this.#options.onListed();
  }

  #startEpoch(): void {
    this.#options.logger.warn(
      { epoch: this.#epoch },
      'Presence has closed the epoch of this gateway. Starting a new epoch.',
    );
    this.#epoch = createEpochId(this.#options.gatewayId);
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
