import { type Logger, repeatEvery, type Stoppable } from '@kcs/service-kit';
import { disconnectForEndedSession } from '../sockets/close-socket.ts';
import type { ChatSocket } from '../sockets/socket-state.ts';
import { ExpiryWheel } from './expiry-wheel.ts';

/** The time between the `auth-expiring` event and the expiry of the socket's token (END-6). */
const EXPIRY_WARNING_LEAD_MS = 60_000;
const EXPIRY_CHECK_INTERVAL_MS = 1_000;

/** Warns each socket a minute before its token expires, and disconnects the socket when the token expires. */
export class TokenExpiryWatch {
  readonly #warnings = new ExpiryWheel<ChatSocket>();
  readonly #ends = new ExpiryWheel<ChatSocket>();
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
    const { expiresAt } = socket.data;
    this.#warnings.set(socket, expiresAt - EXPIRY_WARNING_LEAD_MS);
    this.#ends.set(socket, expiresAt);
  }

  forget(socket: ChatSocket): void {
    this.#warnings.delete(socket);
    this.#ends.delete(socket);
  }

  check(now: number): void {
    const expiredSockets = this.#ends.due(now);
    for (const socket of expiredSockets) {
      this.forget(socket);
      disconnectForEndedSession(socket, 'TOKEN_EXPIRED');
    }
    for (const socket of this.#warnings.due(now)) {
      socket.emit('auth-expiring', { expiresAt: new Date(socket.data.expiresAt).toISOString() });
    }
  }

  async stop(): Promise<void> {
    await this.#timer?.stop();
  }
}
