import { setTimeout as sleep } from 'node:timers/promises';
import type { Absence } from '../measure/absences.ts';
import type { CrowdMember } from '../school/fill-crowd.ts';
import { SocketIoConnection } from './socket-io-connection.ts';

interface CrowdClientOptions {
  readonly member: CrowdMember;
  readonly token: string;
  /** Returns the URL of the gateway for the next connection attempt. */
  readonly chooseGatewayUrl: () => string;
  /** Called after each successful connection attempt. */
  readonly onConnected?: () => void;
  /**
   * Returns how long the tab waits before it reconnects, or undefined to wait as long as `socket.io-client` does. Called
   * when the connection has ended.
   */
  readonly chooseReturnDelayMs?: () => number | undefined;
}

const STATUS_EVENT_START = '42["chat-user-status-update"';
const ROOM_ONLINE_USERS_START = '42["room-online-users"';
const FIRST_RETRY_DELAY_MS = 1_000;
const MAX_RETRY_DELAY_MS = 5_000;
const ANSWER_TIMEOUT_MS = 20_000;

/**
 * One tab of a member of a crowd. Reconnects like `socket.io-client` after the connection breaks, and counts presence
 * events without parsing them.
 */
export class CrowdClient {
  readonly member: CrowdMember;
  /** The number of presence events that this tab has received so far, on all of its connections. */
  presenceEventCount = 0;
  /** The number of connection attempts that failed, for example because a gateway refused them. */
  failedAttemptCount = 0;
  /** Receives every event as text. Undefined while nobody watches, so that the events of a large crowd cost little. */
  onEvent: ((frame: string) => void) | undefined;
  /** The times without a connection, beginning after the first connection. The last absence may still be going on. */
  readonly absences: Absence[] = [];
  readonly #options: CrowdClientOptions;
  #connection: SocketIoConnection | undefined;
  #isWanted = false;

  constructor(options: CrowdClientOptions) {
    this.#options = options;
    this.member = options.member;
  }

  get isConnected(): boolean {
    return this.#connection !== undefined;
  }

  /** Connects, and tries again until an attempt succeeds or `disconnect` is called. */
  async connect(): Promise<void> {
    this.#isWanted = true;
    await this.#connectUntilUnwanted();
  }

  /** Makes the tab stay away when its connection breaks, as if the network of the whole device were gone. */
  stopReconnecting(): void {
    this.#isWanted = false;
  }

  /** Closes the connection like a closed tab. Does not reconnect until `connect` is called. */
  disconnect(): void {
    this.#isWanted = false;
    const connection = this.#connection;
    this.#connection = undefined;
    if (!connection) return;
    this.absences.push({ from: Date.now(), to: undefined });
    connection.close();
  }

  emit(event: string, payload: unknown): void {
    this.#connection?.emit(event, payload);
  }

  /** Emits an event with a callback, and resolves with the answer. Throws if there is no answer within 20 s. */
  async ask<T>(event: string, payload: unknown): Promise<T> {
    if (!this.#connection) throw new Error(`The tab of ${this.member.userId} is not connected`);
    const timeout = new AbortController();
    const answer = await Promise.race([
      this.#connection.ask(event, payload),
      sleep(ANSWER_TIMEOUT_MS, undefined, { signal: timeout.signal }),
    ]).finally(() => timeout.abort());
    if (answer === undefined) throw new Error(`No answer to ${event} within ${ANSWER_TIMEOUT_MS} ms`);
    return JSON.parse(answer)[0] as T;
  }

  async #connectUntilUnwanted(): Promise<void> {
    for (let retryDelayMs = FIRST_RETRY_DELAY_MS; this.#isWanted && !this.#connection; ) {
      if (await this.#tryToConnect()) return;
      await sleep(retryDelayMs * (0.5 + Math.random()));
      retryDelayMs = Math.min(2 * retryDelayMs, MAX_RETRY_DELAY_MS);
    }
  }

  async #tryToConnect(): Promise<boolean> {
    try {
      const connection = await SocketIoConnection.connect(
        this.#options.chooseGatewayUrl(),
        { token: this.#options.token },
        (frame) => this.#receive(frame),
        () => this.#lose(connection),
      );
      if (!this.#isWanted || this.#connection) {
        connection.close();
        return false;
      }
      this.#connection = connection;
      const absence = this.absences.at(-1);
      if (absence) this.absences[this.absences.length - 1] = { ...absence, to: Date.now() };
      this.#options.onConnected?.();
      return true;
    } catch {
      this.failedAttemptCount += 1;
      return false;
    }
  }

  #receive(frame: string): void {
    if (frame.startsWith(STATUS_EVENT_START) || frame.startsWith(ROOM_ONLINE_USERS_START))
      this.presenceEventCount += 1;
    this.onEvent?.(frame);
  }

  /** Reconnects after the server or the network has ended the connection. */
  #lose(connection: SocketIoConnection): void {
    if (this.#connection !== connection) return;
    this.#connection = undefined;
    this.absences.push({ from: Date.now(), to: undefined });
    // Like `socket.io-client`, wait before the first attempt, so that a crowd does not return in the same instant.
    const returnDelayMs =
      this.#options.chooseReturnDelayMs?.() ?? FIRST_RETRY_DELAY_MS * (0.5 + Math.random());
    void sleep(returnDelayMs).then(() => this.#connectUntilUnwanted());
  }
}
