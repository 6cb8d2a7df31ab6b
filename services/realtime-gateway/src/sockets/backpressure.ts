import { type Logger, repeatEvery, type Stoppable } from '@kcs/service-kit';
import { closeTransport } from './close-socket.ts';
import { CONGESTED_SOCKETS_ROOM_NAME } from './room-names.ts';
import type { SocketRegistry } from './socket-registry.ts';
import type { ChatSocket } from './socket-state.ts';
import { measureUnsentData, type UnsentData, type WatchedConnection } from './unsent.ts';

const UNSENT_CHECK_INTERVAL_MS = 500;
/** How long a client may leave unsent data unread before it counts as a slow reader (LIM-5). */
const SLOW_READER_TIMEOUT_MS = 10_000;
/**
 * Share of the byte limit above which a socket counts as congested. Congested sockets receive no events that may be
 * dropped.
 */
const CONGESTED_LIMIT_SHARE = 1 / 8;

interface StalledDataState {
  readonly mark: UnsentData['mark'];
  readonly since: number;
}

interface BackpressureMonitorOptions {
  readonly registry: SocketRegistry;
  readonly slowReaderBytes: number;
  readonly logger: Logger;
  readonly onSlowReader: () => void;
}

/** Measures the unsent data of every socket, and closes the sockets of slow readers to free memory. */
export class BackpressureMonitor {
  readonly #options: BackpressureMonitorOptions;
  readonly #stuck = new Map<ChatSocket, StalledDataState>();
  #unsentBytes = 0;
  #timer: Stoppable | undefined;

  constructor(options: BackpressureMonitorOptions) {
    this.#options = options;
  }

  start(): void {
    const { logger } = this.#options;
    this.#timer = repeatEvery(UNSENT_CHECK_INTERVAL_MS, () => this.check(performance.now()), {
      logger,
      name: 'backpressure',
    });
  }

  /** Number of unsent bytes at the last check, summed over all sockets. */
  get unsentBytes(): number {
    return this.#unsentBytes;
  }

  check(now: number): void {
    this.#unsentBytes = 0;
    for (const user of this.#options.registry.users()) {
      for (const socket of [...user.sockets]) this.#checkSocket(socket, now);
    }
  }

  forget(socket: ChatSocket): void {
    this.#stuck.delete(socket);
  }

  async stop(): Promise<void> {
    await this.#timer?.stop();
  }

  #checkSocket(socket: ChatSocket, now: number): void {
    const unsentData = measureUnsentData(socket.conn as unknown as WatchedConnection);
    const stalledDataState = this.#stuck.get(socket);
    if (!unsentData) {
      if (stalledDataState) this.#recovered(socket);
      return;
    }
    if (!unsentData.offered) {
      this.#unsentBytes += unsentData.bytes;
      return;
    }
    const { slowReaderBytes, logger, onSlowReader } = this.#options;
    const isStalled = stalledDataState !== undefined && stalledDataState.mark === unsentData.mark;
    const stalledSince = isStalled ? stalledDataState.since : now;
    if (unsentData.bytes >= slowReaderBytes || now - stalledSince >= SLOW_READER_TIMEOUT_MS) {
      logger.info(
        { userId: socket.data.user.id, bytes: unsentData.bytes },
        'A client reads its data too slowly. Closing its connection.',
      );
      this.#stuck.delete(socket);
      onSlowReader();
      closeTransport(socket.conn, 'SLOW_READER');
      return;
    }
    this.#unsentBytes += unsentData.bytes;
    this.#stuck.set(socket, { mark: unsentData.mark, since: stalledSince });
    if (unsentData.bytes >= slowReaderBytes * CONGESTED_LIMIT_SHARE) socket.join(CONGESTED_SOCKETS_ROOM_NAME);
    else socket.leave(CONGESTED_SOCKETS_ROOM_NAME);
  }

  #recovered(socket: ChatSocket): void {
    this.#stuck.delete(socket);
    socket.leave(CONGESTED_SOCKETS_ROOM_NAME);
  }
}
