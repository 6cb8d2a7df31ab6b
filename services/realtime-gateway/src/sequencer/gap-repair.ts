import { setImmediate as nextTurn } from 'node:timers/promises';
import { ChatError, ERRORS, LIMITS, type RoomEvent } from '@kcs/contracts';
import type { Logger } from '@kcs/service-kit';
import { OutageLog } from '../health/outage-log.ts';
import type { Sequencer } from './sequencer.ts';

/**
 * Number of rooms that are repaired in parallel. The number is high enough to repair thousands of rooms within seconds,
 * but low enough not to overload chat-api.
 */
const MAX_PARALLEL_FETCHES = 16;
const FETCH_RETRY_DELAY_MS = 1_000;
/**
 * Number of consecutive internal errors after which a room is considered unrepairable, because one of its events seems
 * to make every fetch fail. Temporary errors, such as an outage, do not count.
 */
const MAX_CONSECUTIVE_INTERNAL_ERRORS = 5;

interface RoomEventLog {
  listEvents(roomId: string, after: number): Promise<{ events: readonly RoomEvent[]; head: number }>;
  /**
   * Returns the head of a room's log, even if the log's events have been deleted; null if the room no longer exists.
   */
  head(roomId: string): Promise<number | null>;
}

interface GapRepairOptions {
  readonly sequencer: Sequencer;
  readonly log: RoomEventLog;
  readonly logger: Logger;
  readonly addJitter: (ms: number) => number;
  /**
   * Called before a room skips missing events. The room skips them when the promise resolves. If the promise rejects,
   * the repair is retried.
   */
  readonly beforeSkip: (roomId: string, head: number) => Promise<void>;
  /** Called when a room's missing events are no longer available. The room's clients must load the room again. */
  readonly onLost: (roomId: string, head: number) => void;
  /** Called when the room no longer exists. */
  readonly onGone: (roomId: string) => void;
  readonly onFetch: (outcome: 'repaired' | 'failed' | 'lost') => void;
}

/**
 * Fetches the missing events of rooms, with one fetch per room at a time, and passes the events to the sequencer. After
 * a failed fetch, the sequencer requests the repair again, until a fetch succeeds or the room closes. Every repair ends
 * with a call to the sequencer's `repaired`, `repairFailed`, or `skipTo`, unless the room closes first.
 */
export class GapRepair {
  readonly #options: GapRepairOptions;
  readonly #requested = new Set<string>();
  readonly #queue: string[] = [];
  readonly #internalErrors = new Map<string, number>();
  readonly #outage: OutageLog;
  #running = 0;
  #stopped = false;
  #turn: Promise<void> = Promise.resolve();

  constructor(options: GapRepairOptions) {
    this.#options = options;
    this.#outage = new OutageLog(options.logger, 'Fetching missing events');
  }

  /** Requests a repair of the room's gap. Does nothing if a repair of this room is queued or running. */
  requestRepair(roomId: string): void {
    if (this.#stopped || this.#requested.has(roomId)) return;
    this.#requested.add(roomId);
    this.#queue.push(roomId);
    this.#next();
  }

  stop(): void {
    this.#stopped = true;
    this.#queue.length = 0;
  }

  #next(): void {
    while (this.#running < MAX_PARALLEL_FETCHES) {
      const queuedRoomId = this.#queue.shift();
      if (queuedRoomId === undefined) return;
      this.#running += 1;
      void this.#repair(queuedRoomId).finally(() => {
        this.#running -= 1;
        this.#next();
      });
    }
  }

  async #repair(roomId: string): Promise<void> {
    const { sequencer, log, onFetch } = this.#options;
    const position = sequencer.position(roomId);
    if (position === undefined) {
      this.#requested.delete(roomId);
      return;
    }
    try {
      const { events, head } = await log.listEvents(roomId, position);
      await this.#nextTurn();
      // The log is gapless. If the first fetched event does not directly follow the position, the missing events no
      // longer exist.
      if (events[0] && events[0].seq !== position + 1) return await this.#lost(roomId, head);
      this.#requested.delete(roomId);
      this.#outage.succeeded();
      this.#internalErrors.delete(roomId);
      sequencer.repaired(roomId, position, events.slice(0, LIMITS.EVENTS_PER_PAGE), head);
      onFetch('repaired');
    } catch (error) {
      await this.#failed(roomId, error);
    }
  }

  /**
   * Resolves in a later turn of the event loop, so that each turn repairs only one room. One repair can take half a
   * second, for example if 1,000 events are delivered to 1,000 sockets.
   */
  #nextTurn(): Promise<void> {
    this.#turn = this.#turn.then(() => nextTurn());
    return this.#turn;
  }

  async #failed(roomId: string, error: unknown): Promise<void> {
    const { sequencer, log, onGone, onFetch, addJitter } = this.#options;
    if (this.#isFinal(roomId, error)) {
      try {
        const head = await log.head(roomId);
        if (head !== null) return await this.#lost(roomId, head);
        this.#requested.delete(roomId);
        return onGone(roomId);
      } catch {
        // The head of the room's log, or the room's members, could not be loaded. The repair is retried below.
      }
    }
    onFetch('failed');
    this.#outage.failed(error);
    setTimeout(() => {
      this.#requested.delete(roomId);
      if (sequencer.position(roomId) === undefined) this.#internalErrors.delete(roomId);
      sequencer.repairFailed(roomId);
    }, addJitter(FETCH_RETRY_DELAY_MS)).unref();
  }

  /**
   * Whether the missing events can never be fetched, because they have been deleted, are too large for the bus, or make
   * every fetch fail. In that case, waiting for them would block all later events of the room.
   */
  #isFinal(roomId: string, error: unknown): boolean {
    if (!(error instanceof ChatError)) return this.#countInternalError(roomId);
    if (error.code === 'INTERNAL') return this.#countInternalError(roomId);
    return ERRORS[error.code].retry === 'never';
  }

  #countInternalError(roomId: string): boolean {
    const internalErrorCount = (this.#internalErrors.get(roomId) ?? 0) + 1;
    this.#internalErrors.set(roomId, internalErrorCount);
    return internalErrorCount >= MAX_CONSECUTIVE_INTERNAL_ERRORS;
  }

  async #lost(roomId: string, head: number): Promise<void> {
    const { sequencer, beforeSkip, onFetch, onLost } = this.#options;
    await beforeSkip(roomId, head);
    this.#requested.delete(roomId);
    this.#internalErrors.delete(roomId);
    onFetch('lost');
    sequencer.skipTo(roomId, head);
    onLost(roomId, head);
  }
}
