import { every, type Logger, type Stoppable } from '@kcs/service-kit';
import { TypingPacer } from './typing-pacer.ts';

const TICK_MS = 50;
/** How often a gateway repeats to the others that its users are still typing. */
const KEEP_ALIVE_MS = 4_000;
/** Two keep-alive messages may be lost. After a third, the gateway is considered dead and its users stop typing (TYPE-2). */
const SILENCE_MS = 13_000;

/** A typing state as it travels between gateways. */
export interface TypingUpdate {
  readonly roomId: string;
  readonly userId: string;
  readonly userName: string;
  readonly isTyping: boolean;
  /** Keep-alive: extends the state on other gateways and is not emitted to sockets again. */
  readonly renewal?: true;
}

interface TypingOptions {
  /** How long a `true` lasts without another one. */
  readonly ttlMs: number;
  /** Publishes to the other gateways that have the room open. */
  readonly publish: (update: TypingUpdate) => void;
  /** Emits to the local sockets of the room, except the typing user's. */
  readonly show: (update: TypingUpdate) => void;
  readonly logger: Logger;
}

const keyOf = (roomId: string, userId: string) => `${roomId} ${userId}`;

/**
 * Typing states, sent and received. As the sender: a user types in a room while any of the user's local sockets does;
 * updates are paced, and end at leave and disconnect. As the receiver: updates are paced again, because a user may type
 * on two gateways, and end when the sending gateway falls silent, even if the user is online elsewhere by then.
 */
export class Typing {
  readonly #options: TypingOptions;
  readonly #sent: TypingPacer;
  readonly #shown: TypingPacer;
  /** Per user and room: when the last `true` of each of the user's typing sockets ends. */
  readonly #typists = new Map<string, Map<string, number>>();
  readonly #names = new Map<string, string>();
  #timer: Stoppable | undefined;
  #keptAliveAt = 0;

  constructor(options: TypingOptions) {
    this.#options = options;
    this.#sent = new TypingPacer(options.ttlMs);
    this.#shown = new TypingPacer(SILENCE_MS);
  }

  start(): void {
    const { logger } = this.#options;
    this.#timer = every(TICK_MS, () => this.tick(performance.now()), { logger, name: 'typing', jitter: 0 });
  }

  /** A local socket of the user starts, continues or stops typing. */
  update(socketId: string, update: TypingUpdate, now = performance.now()): void {
    const key = keyOf(update.roomId, update.userId);
    const sockets = this.#typists.get(key) ?? new Map<string, number>();
    if (update.isTyping) this.#typists.set(key, sockets.set(socketId, now + this.#options.ttlMs));
    else sockets.delete(socketId);
    const endsAt = Math.max(...sockets.values());
    // Another socket is still typing: the state stays `true`, but only as long as that socket's own time.
    if (!update.isTyping && endsAt > now) return void this.#sent.extend(key, endsAt);
    if (!update.isTyping) this.#typists.delete(key);
    this.#names.set(key, update.userName);
    const passed = this.#sent.update(key, update.isTyping, now);
    if (passed !== undefined) this.#publish({ ...update, isTyping: passed }, now);
  }

  /** The socket left the room or was evicted: it stops typing there. */
  left(socketId: string, roomId: string, userId: string): void {
    const key = keyOf(roomId, userId);
    if (!this.#typists.get(key)?.has(socketId)) return;
    this.update(socketId, { roomId, userId, userName: this.#names.get(key) ?? '', isTyping: false });
  }

  /** The socket is gone: it stops typing everywhere. */
  disconnected(socketId: string): void {
    for (const [key, sockets] of [...this.#typists]) {
      if (sockets.has(socketId)) this.left(socketId, ...(key.split(' ') as [string, string]));
    }
  }

  /** An update from a gateway, this one included. */
  receive(update: TypingUpdate, now = performance.now()): void {
    const key = keyOf(update.roomId, update.userId);
    this.#names.set(key, update.userName);
    if (update.renewal && this.#shown.extend(key, now + SILENCE_MS)) return;
    const { renewal: _, ...shown } = update;
    const passed = this.#shown.update(key, update.isTyping, now);
    if (passed !== undefined) this.#options.show({ ...shown, isTyping: passed });
  }

  /** The user is offline, perhaps because a gateway died: no other gateway will report the end of typing. */
  userOffline(userId: string): void {
    for (const key of [...this.#shown.keys()]) {
      const [roomId, typist] = key.split(' ') as [string, string];
      if (typist === userId) this.receive({ ...this.#updateOf(key), roomId, userId, isTyping: false });
    }
  }

  tick(now: number): void {
    for (const [key, isTyping] of this.#sent.due(now)) {
      if (!isTyping) this.#typists.delete(key);
      this.#publish({ ...this.#updateOf(key), isTyping }, now);
    }
    if (now - this.#keptAliveAt >= KEEP_ALIVE_MS) {
      this.#keptAliveAt = now;
      for (const key of this.#typists.keys()) {
        if (!this.#sent.isTyping(key)) continue;
        this.#publish({ ...this.#updateOf(key), isTyping: true, renewal: true }, now);
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

  /** We do not receive our own messages from Redis, so the local receiver gets the update directly. */
  #publish(update: TypingUpdate, now: number): void {
    this.#options.publish(update);
    this.receive(update, now);
  }

  #updateOf(key: string): Omit<TypingUpdate, 'isTyping'> {
    const [roomId, userId] = key.split(' ') as [string, string];
    return { roomId, userId, userName: this.#names.get(key) ?? '' };
  }
}
