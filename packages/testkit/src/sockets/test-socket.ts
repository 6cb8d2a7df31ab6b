import type { ServerEventName, ServerEventPayload } from '@kcs/contracts';
import { io, type ManagerOptions, type Socket, type SocketOptions } from 'socket.io-client';
import type { TestContext } from '../test-context.ts';
import type { Untyped } from '../untyped.ts';
import type { ClientEventAnswer } from './answer-of.ts';
import { EventRecorder, type ReceivedEvent } from './event-record.ts';

export type TestSocketOptions = Partial<ManagerOptions & SocketOptions>;

const EVENT_TIMEOUT_MS = 5_000;
const CONNECT_TIMEOUT_MS = 10_000;

/**
 * The names of the entries in the record that stand for connection changes. All other entries are events from the
 * server.
 */
const CONNECTED_ENTRY = '(connected)';
const DISCONNECTED_ENTRY = '(disconnected)';
const CONNECT_ERROR_ENTRY = '(connect_error)';
const CONNECTION_ENTRY_NAMES = [CONNECTED_ENTRY, DISCONNECTED_ENTRY, CONNECT_ERROR_ENTRY];

/** A `socket.io-client` with default options that records everything it receives. */
export class TestSocket {
  readonly raw: Socket;
  readonly #record = new EventRecorder();

  constructor(url: string, options: TestSocketOptions) {
    this.raw = io(url, { forceNew: true, ...options });
    this.raw.onAny((event: string, payload: unknown) => this.#record.add(event, payload));
    this.raw.on('connect', () => this.#record.add(CONNECTED_ENTRY, this.raw.id));
    this.raw.on('disconnect', (reason) => this.#record.add(DISCONNECTED_ENTRY, reason));
    this.raw.on('connect_error', (error) => this.#record.add(CONNECT_ERROR_ENTRY, error.message));
  }

  /**
   * Connects a socket with the user's token. The socket is disconnected when the test ends. Throws if the server
   * refuses the connection, or if there is no connection after 10 s.
   */
  static async connect(
    t: Pick<TestContext, 'teardown'>,
    url: string,
    { token }: { readonly token: string },
    options: TestSocketOptions = {},
  ): Promise<TestSocket> {
    const testSocket = new TestSocket(url, { auth: { token }, ...options });
    t.teardown(() => testSocket.close());
    await testSocket.connects();
    return testSocket;
  }

  get id(): string | undefined {
    return this.raw.id;
  }

  get connected(): boolean {
    return this.raw.connected;
  }

  /** All events received from the server so far, in order of arrival. */
  get received(): readonly ReceivedEvent[] {
    return this.#record.entries.filter(({ event }) => !CONNECTION_ENTRY_NAMES.includes(event));
  }

  /** The reasons for all disconnects so far, oldest first. */
  get disconnects(): readonly string[] {
    return this.#record.all(DISCONNECTED_ENTRY) as string[];
  }

  /** The seqs of all persisted events received so far, across all rooms, in order of arrival. */
  get seqs(): readonly number[] {
    return this.received.flatMap(({ payload }) => {
      const seq = (payload as { seq?: unknown } | undefined)?.seq;
      return typeof seq === 'number' ? [seq] : [];
    });
  }

  /**
   * Resolves when the socket is connected. Throws if the server refuses the connection, or if there is no connection
   * after `ms` milliseconds.
   */
  async connects(ms = CONNECT_TIMEOUT_MS): Promise<void> {
    if (this.raw.connected) return;
    // Create the error before waiting, so that its stack trace shows the caller instead of the timer.
    const timeoutError = new Error(`Not connected within ${ms} ms`);
    const listenerAbortController = new AbortController();
    try {
      await new Promise<void>((resolve, reject) => {
        this.#listenUntilAborted(listenerAbortController.signal, 'connect', () => resolve());
        // Only a refusal by the server's middleware is final. After other failures, the client retries automatically.
        this.#listenUntilAborted(listenerAbortController.signal, 'connect_error', (error) => {
          if (!this.raw.active) reject(error);
        });
        const timeoutTimer = setTimeout(() => {
          timeoutError.message += `. Received:\n${this.#record.describe()}`;
          reject(timeoutError);
        }, ms);
        listenerAbortController.signal.addEventListener('abort', () => clearTimeout(timeoutTimer));
      });
    } finally {
      listenerAbortController.abort();
    }
  }

  /** Resolves when the client has automatically reconnected after a disconnect. */
  reconnected(ms?: number): Promise<void> {
    return this.connects(ms);
  }

  /** Resolves with the reason for the oldest disconnect that no earlier call has returned. */
  async closed(ms = EVENT_TIMEOUT_MS): Promise<string> {
    return (await this.#record.next(DISCONNECTED_ENTRY, () => true, ms)) as string;
  }

  /**
   * Resolves with the oldest matching event that no earlier `next` call has returned. If none arrives within `ms`
   * milliseconds, throws an error that lists everything that was received.
   */
  async next<E extends ServerEventName>(
    event: E,
    fits: (payload: ServerEventPayload<E>) => boolean = () => true,
    ms = EVENT_TIMEOUT_MS,
  ): Promise<ServerEventPayload<E>> {
    return (await this.#record.next(event, fits, ms)) as ServerEventPayload<E>;
  }

  /**
   * Resolves with the oldest matching event, even if `next` has already returned it. Throws if none arrives within `ms`
   * milliseconds.
   */
  async first<E extends ServerEventName>(
    event: E,
    fits: (payload: ServerEventPayload<E>) => boolean = () => true,
    ms = EVENT_TIMEOUT_MS,
  ): Promise<ServerEventPayload<E>> {
    return (await this.#record.first(event, fits, ms)) as ServerEventPayload<E>;
  }

  /** Returns the payloads of all events with this name so far, in order of arrival. */
  all<E extends ServerEventName>(event: E): ServerEventPayload<E>[] {
    return this.#record.all(event) as ServerEventPayload<E>[];
  }

  emit(event: string, ...payload: unknown[]): void {
    this.raw.emit(event, ...payload);
  }

  /** Emits an event with a callback. Resolves with the server's answer. Throws if no answer arrives within 5 s. */
  async ask<E extends string>(event: E, ...payload: unknown[]): Promise<ClientEventAnswer<E>> {
    try {
      return await this.raw.timeout(EVENT_TIMEOUT_MS).emitWithAck(event, ...payload);
    } catch (error) {
      throw new Error(
        `No answer to "${event}" within ${EVENT_TIMEOUT_MS} ms. Received:\n${this.#record.describe()}`,
        {
          cause: error,
        },
      );
    }
  }

  /** Sends `join-chat-rooms` and resolves with the server's answer. */
  join(roomIds: readonly string[], since?: Readonly<Record<string, number>>): Promise<Untyped> {
    return this.ask('join-chat-rooms', { roomIds, ...(since === undefined ? {} : { since }) });
  }

  /** Returns the last received events as text, for error messages. */
  describe(): string {
    return this.#record.describe();
  }

  async close(): Promise<void> {
    this.raw.disconnect();
  }

  /** Listens to an event of the client until the signal is aborted. */
  #listenUntilAborted(
    signal: AbortSignal,
    event: 'connect' | 'connect_error',
    listener: (error: Error) => void,
  ): void {
    this.raw.on(event, listener);
    signal.addEventListener('abort', () => this.raw.off(event, listener));
  }
}
