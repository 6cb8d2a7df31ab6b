import { every, type Logger, type Stoppable } from '@kcs/service-kit';
import { TypingPacer } from './typing-pacer.ts';

const TICK_INTERVAL_MS = 50;
/** Interval at which a gateway tells the other gateways that its users are still typing. */
const KEEP_ALIVE_INTERVAL_MS = 4_000;
/**
 * How long a typing state lasts without a keep-alive message. Two lost messages are tolerated. After a third, the
 * sending gateway counts as dead and its users stop typing (TYPE-2).
 */
const MAX_SILENCE_MS = 13_000;

/** A typing state in the form that gateways send to each other. */
export interface TypingUpdate {
  readonly roomId: string;
  readonly userId: string;
  readonly userName: string;
  readonly isTyping: boolean;
  /** True for a keep-alive message, which extends the state on other gateways and is not emitted to sockets again. */
  readonly renewal?: true;
}

interface TypingOptions {
  /** How long a typing `true` lasts if the client does not repeat it. */
  readonly ttlMs: number;
  /** Publishes an update to the other gateways that have the room open. */
  readonly publish: (update: TypingUpdate) => void;
  /** Emits an update to the room's local sockets, except those of the typing user. */
  readonly show: (update: TypingUpdate) => void;
  readonly logger: Logger;
}

const keyOf = (roomId: string, userId: string) => `${roomId} ${userId}`;

/**
 * Sends and receives typing states.
 *
 * Sending: a user is typing in a room while at least one local socket of the user is typing there. Updates are paced,
 * and typing ends when the socket leaves the room or disconnects.
 *
 * Receiving: updates are paced again, because a user may type on two gateways. Typing ends when the sending gateway
 * falls silent, even if the user is online on another gateway.
 */
export class Typing {
  readonly #options: TypingOptions;
  readonly #sent: TypingPacer;
  readonly #shown: TypingPacer;
  /** For each user and room, the typing sockets and when the last `true` of each socket expires. */
  readonly #typists = new Map<string, Map<string, number>>();
  readonly #names = new Map<string, string>();
  #timer: Stoppable | undefined;
  #keptAliveAt = 0;

  constructor(options: TypingOptions) {
    this.#options = options;
    this.#sent = new TypingPacer(options.ttlMs);
    this.#shown = new TypingPacer(MAX_SILENCE_MS);
  }

  start(): void {
    const { logger } = this.#options;
    this.#timer = every(TICK_INTERVAL_MS, () => this.tick(performance.now()), {
      logger,
      name: 'typing',
      jitter: 0,
    });
  }

  /** Call this when a local socket of the user starts, continues or stops typing. */
  update(socketId: string, update: TypingUpdate, now = performance.now()): void {
    const key = keyOf(update.roomId, update.userId);
    const sockets = this.#typists.get(key) ?? new Map<string, number>();
    if (update.isTyping) this.#typists.set(key, sockets.set(socketId, now + this.#options.ttlMs));
    else sockets.delete(socketId);
    const endsAt = Math.max(...sockets.values());
    // If another socket of the user is still typing, the state stays `true` until that socket's `true` expires.
    if (!update.isTyping && endsAt > now) return void this.#sent.extend(key, endsAt);
    if (!update.isTyping) this.#typists.delete(key);
    this.#names.set(key, update.userName);
    const passed = this.#sent.update(key, update.isTyping, now);
    if (passed !== undefined) this.#publish({ ...update, isTyping: passed }, now);
  }

  /** Call this when a socket has left a room or was evicted from it. The socket stops typing in that room. */
  left(socketId: string, roomId: string, userId: string): void {
    const key = keyOf(roomId, userId);
    if (!this.#typists.get(key)?.has(socketId)) return;
    this.update(socketId, { roomId, userId, userName: this.#names.get(key) ?? '', isTyping: false });
  }

  /** Call this when a socket has disconnected. The socket stops typing in all rooms. */
  disconnected(socketId: string): void {
    for (const [key, sockets] of [...this.#typists]) {
      if (sockets.has(socketId)) this.left(socketId, ...(key.split(' ') as [string, string]));
    }
  }

  /** Receives an update from any gateway, including this one. */
  receive(update: TypingUpdate, now = performance.now()): void {
    const key = keyOf(update.roomId, update.userId);
    this.#names.set(key, update.userName);
    if (update.renewal && this.#shown.extend(key, now + MAX_SILENCE_MS)) return;
    const { renewal: _, ...shown } = update;
    const passed = this.#shown.update(key, update.isTyping, now);
    if (passed !== undefined) this.#options.show({ ...shown, isTyping: passed });
  }

  /** Call this when a user goes offline. If the user's gateway died, no other message ends the user's typing states. */
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
    if (now - this.#keptAliveAt >= KEEP_ALIVE_INTERVAL_MS) {
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

  /**
   * Publishes an update to the other gateways and passes it to the local receiver, because this gateway drops its own
   * messages from Redis.
   */
  #publish(update: TypingUpdate, now: number): void {
    this.#options.publish(update);
    this.receive(update, now);
  }

  #updateOf(key: string): Omit<TypingUpdate, 'isTyping'> {
    const [roomId, userId] = key.split(' ') as [string, string];
    return { roomId, userId, userName: this.#names.get(key) ?? '' };
  }
}
