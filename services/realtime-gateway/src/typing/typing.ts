import { every, type Logger, type Stoppable } from '@kcs/service-kit';
import { TypingPacer } from './typing-pacer.ts';
import type { TypingUpdate } from './typing-update.ts';

const TICK_MS = 50;
/** A gateway says this often again what its users go on typing, to the other gateways alone. */
const RENEW_MS = 4_000;
/** Two renewals may be lost; after a third the gateway is taken for dead, and what it said ends. */
const UNHEARD_MS = 13_000;

export interface TypingOptions {
  readonly ttlMs: number;
  readonly publish: (update: TypingUpdate) => void;
  /** To the sockets of the room on this gateway, but not to the typing user's. */
  readonly show: (update: TypingUpdate) => void;
  readonly logger: Logger;
}

const keyOf = (roomId: string, userId: string) => `${roomId} ${userId}`;

/**
 * Typing on both ends. As the origin: a user types in a room while any of the user's sockets here does; paced, and
 * ended at leave and disconnect. As the receiver: paced again, since a user may type on two gateways, and ended when
 * the origin is not heard any more, though its user may be online elsewhere by then.
 */
export class Typing {
  readonly #options: TypingOptions;
  readonly #sent: TypingPacer;
  readonly #shown: TypingPacer;
  /** When what each socket said last ends, of the sockets that a user types with in a room. */
  readonly #typists = new Map<string, Map<string, number>>();
  readonly #names = new Map<string, string>();
  #timer: Stoppable | undefined;
  #renewedAt = 0;

  constructor(options: TypingOptions) {
    this.#options = options;
    this.#sent = new TypingPacer(options.ttlMs);
    this.#shown = new TypingPacer(UNHEARD_MS);
  }

  start(): void {
    const { logger } = this.#options;
    this.#timer = every(TICK_MS, () => this.tick(performance.now()), { logger, name: 'typing', jitter: 0 });
  }

  /** A socket of the user says so. */
  said(socketId: string, update: TypingUpdate, now = performance.now()): void {
    const key = keyOf(update.roomId, update.userId);
    const sockets = this.#typists.get(key) ?? new Map<string, number>();
    if (update.isTyping) this.#typists.set(key, sockets.set(socketId, now + this.#options.ttlMs));
    else sockets.delete(socketId);
    const endsAt = Math.max(...sockets.values());
    // Another socket's `true` stands, but not for longer than if this one had said nothing.
    if (!update.isTyping && endsAt > now) return void this.#sent.until(key, endsAt);
    if (!update.isTyping) this.#typists.delete(key);
    this.#names.set(key, update.userName);
    const passed = this.#sent.update(key, update.isTyping, now);
    if (passed !== undefined) this.#options.publish({ ...update, isTyping: passed });
  }

  /** The socket left the room, or was let go of: what it typed ends. */
  left(socketId: string, roomId: string, userId: string): void {
    const key = keyOf(roomId, userId);
    if (!this.#typists.get(key)?.has(socketId)) return;
    this.said(socketId, { roomId, userId, userName: this.#names.get(key) ?? '', isTyping: false });
  }

  /** The socket is gone: all that it typed ends. */
  disconnected(socketId: string): void {
    for (const [key, sockets] of [...this.#typists]) {
      if (sockets.has(socketId)) this.left(socketId, ...(key.split(' ') as [string, string]));
    }
  }

  /** An update from a gateway, this one included. */
  heard(update: TypingUpdate, now = performance.now()): void {
    const key = keyOf(update.roomId, update.userId);
    this.#names.set(key, update.userName);
    if (update.renewal && this.#shown.until(key, now + UNHEARD_MS)) return;
    const { renewal: _, ...shown } = update;
    const passed = this.#shown.update(key, update.isTyping, now);
    if (passed !== undefined) this.#options.show({ ...shown, isTyping: passed });
  }

  /** The user is offline, perhaps with a gateway that died: nobody will say that the typing ended. */
  userGone(userId: string): void {
    for (const key of [...this.#shown.keys()]) {
      const [roomId, typist] = key.split(' ') as [string, string];
      if (typist === userId) this.heard({ ...this.#updateOf(key), roomId, userId, isTyping: false });
    }
  }

  tick(now: number): void {
    for (const [key, isTyping] of this.#sent.due(now)) {
      if (!isTyping) this.#typists.delete(key);
      this.#options.publish({ ...this.#updateOf(key), isTyping });
    }
    if (now - this.#renewedAt >= RENEW_MS) {
      this.#renewedAt = now;
      for (const key of this.#typists.keys()) {
        if (!this.#sent.stands(key)) continue;
        this.#options.publish({ ...this.#updateOf(key), isTyping: true, renewal: true });
      }
    }
    for (const [key, isTyping] of this.#shown.due(now)) {
      this.#options.show({ ...this.#updateOf(key), isTyping });
    }
    for (const key of this.#names.keys()) {
      if (!this.#sent.has(key) && !this.#shown.has(key)) this.#names.delete(key);
    }
  }

  async stop(): Promise<void> {
    await this.#timer?.stop();
  }

  #updateOf(key: string): Omit<TypingUpdate, 'isTyping'> {
    const [roomId, userId] = key.split(' ') as [string, string];
    return { roomId, userId, userName: this.#names.get(key) ?? '' };
  }
}
