import type { ServerEventName, ServerEventPayload } from '@kcs/contracts';
import { io, type ManagerOptions, type Socket, type SocketOptions } from 'socket.io-client';
import type { Json } from '../json.ts';
import type { AnswerOf } from './answer-of.ts';
import { EventRecord } from './event-record.ts';

const WAIT_MS = 5_000;
const CONNECT_WITHIN_MS = 10_000;

/** The name and fields under which the end of a connection is recorded, beside the server's events. */
const DISCONNECTED = '(disconnected)';

/** A plain client of `socket.io-client` with its default options, recording all it receives. */
export class TestSocket {
  readonly raw: Socket;
  readonly #record = new EventRecord();

  constructor(url: string, options: Partial<ManagerOptions & SocketOptions>) {
    this.raw = io(url, { forceNew: true, ...options });
    this.raw.onAny((event: string, payload: unknown) => this.#record.add(event, payload));
    this.raw.on('connect', () => this.#record.add('(connected)', this.raw.id));
    this.raw.on('disconnect', (reason) => this.#record.add(DISCONNECTED, reason));
    this.raw.on('connect_error', (error) => this.#record.add('(connect_error)', error.message));
  }

  get id(): string | undefined {
    return this.raw.id;
  }

  get connected(): boolean {
    return this.raw.connected;
  }

  /** Resolves when connected; rejects with the server's refusal, or when the client's own attempts take too long. */
  connects(ms = CONNECT_WITHIN_MS): Promise<void> {
    if (this.raw.connected) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const done = (act: () => void) => {
        clearTimeout(timer);
        this.raw.off('connect', connected).off('connect_error', refused);
        act();
      };
      const connected = () => done(resolve);
      // A refusal of the middleware is for good; after any other failure the client tries again by itself.
      const refused = (error: Error) => {
        if (!this.raw.active) done(() => reject(error));
      };
      const late = new Error(`not connected within ${ms} ms`);
      const timer = setTimeout(() => {
        late.message += `; received:\n${this.#record.describe()}`;
        done(() => reject(late));
      }, ms);
      this.raw.on('connect', connected).on('connect_error', refused);
    });
  }

  /** After a lost connection: resolves when the client has come back by itself. */
  reconnected(ms?: number): Promise<void> {
    return this.connects(ms);
  }

  /** The reason of the oldest lost connection that no call got before. */
  async closed(ms = WAIT_MS): Promise<string> {
    return (await this.#record.next(DISCONNECTED, () => true, ms)) as string;
  }

  /** The oldest fitting event that no call got before, come already or yet to come within `ms`. */
  async next<E extends ServerEventName>(
    event: E,
    fits: (payload: ServerEventPayload<E>) => boolean = () => true,
    ms = WAIT_MS,
  ): Promise<ServerEventPayload<E>> {
    return (await this.#record.next(event, fits, ms)) as ServerEventPayload<E>;
  }

  /** All events of that name so far, in order. */
  all<E extends ServerEventName>(event: E): ServerEventPayload<E>[] {
    return this.#record.all(event) as ServerEventPayload<E>[];
  }

  emit(event: string, ...payload: unknown[]): void {
    this.raw.emit(event, ...payload);
  }

  /** Emits with a callback and resolves with what it gets. */
  async ask<E extends string>(event: E, ...payload: unknown[]): Promise<AnswerOf<E>> {
    try {
      return await this.raw.timeout(WAIT_MS).emitWithAck(event, ...payload);
    } catch (error) {
      throw new Error(`"${event}" was not answered; received:\n${this.#record.describe()}`, { cause: error });
    }
  }

  /** `join-chat-rooms`, by callback. */
  join(roomIds: readonly string[], since?: Readonly<Record<string, number>>): Promise<Json> {
    return this.ask('join-chat-rooms', { roomIds, ...(since === undefined ? {} : { since }) });
  }

  /** What was received, for a failure's message. */
  describe(): string {
    return this.#record.describe();
  }

  async close(): Promise<void> {
    this.raw.disconnect();
  }
}
