import { type Logger, repeatEvery, type Stoppable } from '@kcs/service-kit';
import { TypingBudget } from './typing-budget.ts';
import { TypingPacer } from './typing-pacer.ts';
import { TypingSources } from './typing-sources.ts';
import type { TypingUpdate } from './typing-update.ts';

const TYPING_TICK_INTERVAL_MS = 50;
/** Interval at which a gateway tells the other gateways which of its users are still typing. */
const TYPING_KEEP_ALIVE_INTERVAL_MS = 4_000;
/**
 * How long a typing state lasts without a keep-alive message. Two keep-alive messages in a row may be lost. If the
 * third is lost too, the sending gateway counts as dead, and its users stop typing (TYPE-2).
 */
const MAX_TYPING_KEEP_ALIVE_SILENCE_MS = 13_000;
/** The source id of typing updates that this gateway sends to itself. */
const THIS_GATEWAY_SOURCE_ID = '';

interface TypingStatesOptions {
  /** How long a typing `true` lasts unless the client repeats it. */
  readonly ttlMs: number;
  /** Publishes a typing update to the other gateways that have the room open. */
  readonly publish: (update: TypingUpdate) => void;
  /** Emits a typing update to the room's local sockets, except those of the typing user. */
  readonly show: (update: TypingUpdate) => void;
  readonly logger: Logger;
}

const createTypingKey = (roomId: string, userId: string) => `${roomId} ${userId}`;

/**
 * Sends and receives typing states.
 *
 * Sending: a user is typing in a room while at least one local socket of the user is typing there. Updates are paced,
 * and typing ends when the socket leaves the room or disconnects.
 *
 * Receiving: a user is typing in a room while at least one gateway reports it, because a user may type on two gateways.
 * Updates are paced again, and the `true` updates of each room are limited. Typing ends when the last sending gateway
 * falls silent, even if the user is online on another gateway.
 */
export class TypingStates {
  readonly #options: TypingStatesOptions;
  readonly #sent: TypingPacer;
  readonly #shown: TypingPacer;
  readonly #budget = new TypingBudget();
  readonly #sockets = new TypingSources();
  readonly #gateways = new TypingSources();
  readonly #names = new Map<string, string>();
  #isStarted = false;
  /** Undefined while there is no typing state, so that an idle gateway does not wake up 20 times per second. */
  #timer: Stoppable | undefined;
  #keptAliveAt = 0;

  constructor(options: TypingStatesOptions) {
    this.#options = options;
    this.#sent = new TypingPacer(options.ttlMs);
    this.#shown = new TypingPacer(MAX_TYPING_KEEP_ALIVE_SILENCE_MS);
  }

  start(): void {
    this.#isStarted = true;
    if (this.#names.size > 0) this.#startTicking();
  }

  /** Whether the socket is typing in the room. A typing `true` counts until it is ended by a `false` or expires. */
  isTyping(socketId: string, roomId: string, userId: string): boolean {
    return this.#sockets.has(createTypingKey(roomId, userId), socketId);
  }

  /** Accepts an update from a local socket whose user starts, continues, or stops typing. */
  update(socketId: string, update: TypingUpdate, now = performance.now()): void {
    const typingKey = createTypingKey(update.roomId, update.userId);
    if (update.isTyping) this.#sockets.started(typingKey, socketId, now + this.#options.ttlMs);
    else {
      const latestTypingEndsAt = this.#sockets.stopped(typingKey, socketId, now);
      // Another of the user's sockets is still typing, so the state stays `true` until that socket's `true` expires.
      if (latestTypingEndsAt !== undefined) return void this.#sent.extend(typingKey, latestTypingEndsAt);
    }
    this.#rememberName(typingKey, update.userName);
    const typingStateToSend = this.#sent.update(typingKey, update.isTyping, now);
    if (typingStateToSend !== undefined) this.#publish({ ...update, isTyping: typingStateToSend }, now);
  }

  /** Ends a socket's typing in a room, because the socket has left the room or was evicted from it. */
  left(socketId: string, roomId: string, userId: string): void {
    if (!this.isTyping(socketId, roomId, userId)) return;
    const userName = this.#names.get(createTypingKey(roomId, userId)) ?? '';
    this.update(socketId, { roomId, userId, userName, isTyping: false });
  }

  /** Ends a socket's typing in all rooms, because the socket has disconnected. */
  disconnected(socketId: string): void {
    for (const key of this.#sockets.keysOf(socketId)) {
      this.left(socketId, ...(key.split(' ') as [string, string]));
    }
  }

  /** Accepts an update from the gateway whose id is `gateway`. */
  receive(update: TypingUpdate, gateway: string, now = performance.now()): void {
    const typingKey = createTypingKey(update.roomId, update.userId);
    this.#rememberName(typingKey, update.userName);
    if (update.isTyping) {
      this.#gateways.started(typingKey, gateway, now + MAX_TYPING_KEEP_ALIVE_SILENCE_MS);
      if (update.renewal && this.#shown.extend(typingKey, now + MAX_TYPING_KEEP_ALIVE_SILENCE_MS)) return;
    } else {
      const latestTypingEndsAt = this.#gateways.stopped(typingKey, gateway, now);
      if (latestTypingEndsAt !== undefined) return void this.#shown.extend(typingKey, latestTypingEndsAt);
    }
    const { renewal: _, ...shown } = update;
    const typingStateToSend = this.#shown.update(typingKey, update.isTyping, now);
    if (typingStateToSend !== undefined) this.#show({ ...shown, isTyping: typingStateToSend }, now);
  }

  /**
   * Ends a user's typing in all rooms, because the user has gone offline. If the user's gateway has died, no other
   * message ends the typing.
   */
  userOffline(userId: string, now = performance.now()): void {
    for (const key of [...this.#shown.keys()]) {
      if (key.split(' ')[1] !== userId) continue;
      this.#gateways.delete(key);
      this.receive({ ...this.#updateOf(key), isTyping: false }, THIS_GATEWAY_SOURCE_ID, now);
    }
  }

  tick(now: number): void {
    for (const [key, isTyping] of this.#sent.due(now)) {
      if (!isTyping) this.#sockets.delete(key);
      this.#publish({ ...this.#updateOf(key), isTyping }, now);
    }
    if (now - this.#keptAliveAt >= TYPING_KEEP_ALIVE_INTERVAL_MS) {
      this.#keptAliveAt = now;
      for (const key of this.#sockets.keys()) {
        if (!this.#sent.isTyping(key)) continue;
        this.#publish({ ...this.#updateOf(key), isTyping: true, renewal: true }, now);
      }
    }
    for (const [key, isTyping] of this.#shown.due(now)) {
      if (!isTyping) this.#gateways.delete(key);
      this.#show({ ...this.#updateOf(key), isTyping }, now);
    }
    for (const update of this.#budget.due(now)) this.#options.show(update);
    for (const key of this.#names.keys()) {
      if (!this.#sent.has(key) && !this.#shown.has(key)) this.#names.delete(key);
    }
    if (this.#names.size === 0 && this.#budget.isUnused) this.#stopTicking();
  }

  async stop(): Promise<void> {
    this.#isStarted = false;
    await this.#stopTicking();
  }

  #rememberName(typingKey: string, userName: string): void {
    this.#names.set(typingKey, userName);
    this.#startTicking();
  }

  /** Starts the ticks if they are not running. They stop when no typing state is left. */
  #startTicking(): void {
    if (!this.#isStarted || this.#timer) return;
    // The update that starts the ticks is about to be sent, so the first keep-alive message is due one interval later.
    this.#keptAliveAt = performance.now();
    const { logger } = this.#options;
    this.#timer = repeatEvery(TYPING_TICK_INTERVAL_MS, () => this.tick(performance.now()), {
      logger,
      name: 'typing',
      jitter: 0,
    });
  }

  #stopTicking(): Promise<void> | undefined {
    const timer = this.#timer;
    this.#timer = undefined;
    return timer?.stop();
  }

  /**
   * Publishes an update to the other gateways, and passes it directly to this gateway's own receiver. This gateway
   * drops its own messages from Redis.
   */
  #publish(update: TypingUpdate, now: number): void {
    this.#options.publish(update);
    this.receive(update, THIS_GATEWAY_SOURCE_ID, now);
  }

  #show(update: TypingUpdate, now: number): void {
    if (this.#budget.offer(update, now)) this.#options.show(update);
  }

  #updateOf(key: string): Omit<TypingUpdate, 'isTyping'> {
    const [roomId, userId] = key.split(' ') as [string, string];
    return { roomId, userId, userName: this.#names.get(key) ?? '' };
  }
}
