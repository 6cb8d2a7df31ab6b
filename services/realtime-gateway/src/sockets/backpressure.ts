import { every, type Logger, type Stoppable } from '@kcs/service-kit';
import { closeTransport } from './close-socket.ts';
import { CONGESTED } from './room-names.ts';
import type { SocketRegistry } from './socket-registry.ts';
import type { ChatSocket } from './socket-state.ts';
import { type Unsent, unsentOf, type WatchedConnection } from './unsent.ts';

const LOOK_MS = 500;
/** A peer that takes nothing at all for so long does not read (protocol: 1 MiB or 10 s). */
const STUCK_MS = 10_000;
/** Above this share of the limit, what may be shed passes the socket by. */
const CONGESTED_SHARE = 1 / 8;

interface Stuck {
  readonly unsent: Unsent;
  readonly since: number;
}

export interface BackpressureOptions {
  readonly registry: SocketRegistry;
  readonly slowReaderBytes: number;
  readonly logger: Logger;
  readonly onSlowReader: () => void;
}

/** Looks at what every socket has unsent, and closes those that do not read: their memory is freed, others go on. */
export class Backpressure {
  readonly #options: BackpressureOptions;
  readonly #stuck = new Map<ChatSocket, Stuck>();
  #unsentBytes = 0;
  #timer: Stoppable | undefined;

  constructor(options: BackpressureOptions) {
    this.#options = options;
  }

  start(): void {
    const { logger } = this.#options;
    this.#timer = every(LOOK_MS, () => this.look(performance.now()), { logger, name: 'backpressure' });
  }

  /** What all sockets together had unsent at the last look. */
  get unsentBytes(): number {
    return this.#unsentBytes;
  }

  look(now: number): void {
    this.#unsentBytes = 0;
    for (const user of this.#options.registry.users()) {
      for (const socket of [...user.sockets]) this.#judge(socket, now);
    }
  }

  forget(socket: ChatSocket): void {
    this.#stuck.delete(socket);
  }

  async stop(): Promise<void> {
    await this.#timer?.stop();
  }

  #judge(socket: ChatSocket, now: number): void {
    const unsent = unsentOf(socket.conn as unknown as WatchedConnection);
    const known = this.#stuck.get(socket);
    if (!unsent) {
      if (known) this.#relieved(socket);
      return;
    }
    if (!unsent.offered) {
      this.#unsentBytes += unsent.bytes;
      return;
    }
    const { slowReaderBytes, logger, onSlowReader } = this.#options;
    const moved = known?.unsent.mark.some((part, at) => part !== unsent.mark[at]) ?? true;
    const since = known && !moved ? known.since : now;
    if (unsent.bytes >= slowReaderBytes || now - since >= STUCK_MS) {
      logger.info({ userId: socket.data.user.id, bytes: unsent.bytes }, 'a slow reader is closed');
      this.#stuck.delete(socket);
      onSlowReader();
      closeTransport(socket.conn, 'SLOW_READER');
      return;
    }
    this.#unsentBytes += unsent.bytes;
    this.#stuck.set(socket, { unsent, since });
    if (unsent.bytes >= slowReaderBytes * CONGESTED_SHARE) socket.join(CONGESTED);
    else socket.leave(CONGESTED);
  }

  #relieved(socket: ChatSocket): void {
    this.#stuck.delete(socket);
    socket.leave(CONGESTED);
  }
}
