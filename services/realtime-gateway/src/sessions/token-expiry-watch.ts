import { type Logger, repeatEvery, type Stoppable } from '@kcs/service-kit';
import { disconnectForEndedSession } from '../sockets/close-socket.ts';
import type { ChatSocket } from '../sockets/socket-state.ts';
import { ExpiryWheel } from './expiry-wheel.ts';

/** The time between the `auth-expiring` event and the expiry of the socket's token (END-6). */
const EXPIRY_WARNING_LEAD_MS = 60_000;
const EXPIRY_CHECK_INTERVAL_MS = 1_000;

/** Warns each socket a minute before its token expires, and disconnects the socket when the token expires. */
export class TokenExpiryWatch {
  /** Each socket is due first for its warning, and then for its end. */
  readonly #wheel = new ExpiryWheel<ChatSocket>();
  #timer: Stoppable | undefined;

  /**
   * `now` returns the time of the clock that all services share, because the expiry times were set by other machines.
   */
  start(logger: Logger, now: () => number): void {
    this.#timer = repeatEvery(EXPIRY_CHECK_INTERVAL_MS, () => this.check(now()), {
      logger,
      name: 'token expiry',
      jitter: 0,
    });
  }

  /** Watches the expiry of the socket's current token. Must be called again when the token changes. */
  follow(socket: ChatSocket): void {
    this.#wheel.set(socket, socket.data.expiresAt - EXPIRY_WARNING_LEAD_MS);
  }

  forget(socket: ChatSocket): void {
    this.#wheel.delete(socket);
  }

  check(now: number): void {
    for (const socket of this.#wheel.due(now)) {
      const { expiresAt } = socket.data;
      if (expiresAt <= now) disconnectForEndedSession(socket, 'TOKEN_EXPIRED');
      else {
        this.#wheel.set(socket, expiresAt);
        socket.emit('auth-expiring', { expiresAt: new Date(expiresAt).toISOString() });
      }
    }
  }

  async stop(): Promise<void> {
    await this.#timer?.stop();
  }
}
