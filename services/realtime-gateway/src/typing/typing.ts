import { every, type Logger, type Stoppable } from '@kcs/service-kit';
import { TypingPacer } from './typing-pacer.ts';

const TICK_MS = 50;
/** How often a gateway tells the others that its users are still typing. */
const KEEP_ALIVE_MS = 4_000;
/** Two keep-alive messages may be lost. After a third, the gateway is considered dead and its users stop typing (TYPE-2). */
const SILENCE_MS = 13_000;

/** A typing state as gateways send it to each other. */
export interface TypingUpdate {
  readonly roomId: string;
  readonly userId: string;
  readonly userName: string;
  readonly isTyping: boolean;
  /** Marks a keep-alive message, which extends the state on other gateways and is not emitted to sockets again. */
  readonly renewal?: true;
}

interface TypingOptions {
  /** How long a `true` lasts if the client does not repeat it. */
  readonly ttlMs: number;
  /** Publishes to the other gateways that have the room open. */
  readonly publish: (update: TypingUpdate) => void;
  /** Emits to the local sockets of the room, except the typing user's. */
  readonly show: (update: TypingUpdate) => void;
  readonly logger: Logger;
}

const keyOf = (roomId: string, userId: string) => `${roomId} ${userId}`;

/**
 * Sends and receives typing states.
 *
 * Sending: a user is typing in a room while any local socket of the user is. Updates are paced, and typing ends when
 * the socket leaves or disconnects.
 *
 * Receiving: updates are paced again, because a user may type on two gateways. Typing ends when the sending gateway
 * falls silent, even if the user is online on another gateway.
 */
export class Typing {
  readonly #options: TypingOptions;
  readonly #sent: TypingPacer;
  readonly #shown: TypingPacer;
  /** For each user and room, the typing sockets and when the last `true` of each one ends. */
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

  /** Call this when a local socket of the user starts, continues or stops typing. */
  update(socketId: string, update: TypingUpdate, now = performance.now()): void {
    const key = keyOf(update.roomId, update.userId);
    const sockets = this.#typists.get(key) ?? new Map<string, number>();
    if (update.isTyping) this.#typists.set(key, sockets.set(socketId, now + this.#options.ttlMs));
    else sockets.delete(socketId);
    const endsAt = Math.max(...sockets.values());
    // If another socket is still typing, the state stays `true`, but only until that socket's time ends.
    if (!update.isTyping && endsAt > now) return void this.#sent.extend(key, endsAt);
    if (!update.isTyping) this.#typists.delete(key);
    this.#names.set(key, update.userName);
    const passed = this.#sent.update(key, update.isTyping, now);
    if (passed !== undefined) this.#publish({ ...update, isTyping: passed }, now);
  }

  /** Call this when the socket has left the room or was evicted. It stops typing there. */
  left(socketId: string, roomId: string, userId: string): void {
    const key = keyOf(roomId, userId);
    if (!this.#typists.get(key)?.has(socketId)) return;
    this.update(socketId, { roomId, userId, userName: this.#names.get(key) ?? '', isTyping: false });
  }

  /** Call this when the socket has disconnected. It stops typing everywhere. */
  disconnected(socketId: string): void {
    for (const [key, sockets] of [...this.#typists]) {
      if (sockets.has(socketId)) this.left(socketId, ...(key.split(' ') as [string, string]));
    }
  }

  /** Receives an update from any gateway, including this one. */
  receive(update: TypingUpdate, now = performance.now()): void {
    const key = keyOf(update.roomId, update.userId);
    this.#names.set(key, update.userName);
    if (update.renewal && this.#shown.extend(key, now + SILENCE_MS)) return;
    const { renewal: _, ...shown } = update;
    const passed = this.#shown.update(key, update.isTyping, now);
    if (passed !== undefined) this.#options.show({ ...shown, isTyping: passed });
  }

  /** Call this when the user is offline. If a gateway died, no other message ends its typing states. */
  userOffline(userId: string, now = performance.now()): void {
    for (const key of [...this.#shown.keys()]) {
      const [roomId, typist] = key.split(' ') as [string, string];
      if (typist === userId) this.receive({ ...this.#updateOf(key), roomId, userId, isTyping: false }, now);
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
