import { setImmediate as nextTurn } from 'node:timers/promises';
import { type ChatError, isErrorCode, LIMITS, type RoomEvent } from '@kcs/contracts';
import type { Logger } from '@kcs/service-kit';
import { OutageLog } from '../health/outage-log.ts';
import type { Sequencer } from './sequencer.ts';

/** Fetches under way at once: enough to heal thousands of rooms in seconds, few enough to leave chat-api its breath. */
const PARALLEL_FETCHES = 16;
const RETRY_MS = 1_000;

export interface EventLog {
  listEvents(roomId: string, after: number): Promise<{ events: readonly RoomEvent[]; head: number }>;
  /** The head of a room's log, whatever is kept of it; null where the room is gone for good. */
  head(roomId: string): Promise<number | null>;
}

export interface GapRepairOptions {
  readonly sequencer: () => Sequencer;
  readonly log: EventLog;
  readonly logger: Logger;
  readonly jittered: (ms: number) => number;
  /** What is missing cannot be had any more: the sockets must load the room afresh. */
  readonly onLost: (roomId: string, head: number) => void;
  readonly onGone: (roomId: string) => void;
  readonly onFetch: (outcome: 'repaired' | 'failed' | 'lost') => void;
}

/**
 * Fetches what rooms miss, each room once at a time, and hands it to the sequencer. A failed fetch is tried again
 * until it succeeds or the room closes; every `ask` ends in `repaired`, `unrepaired`, a jump or the room's end.
 */
export class GapRepair {
  readonly #options: GapRepairOptions;
  readonly #asked = new Set<string>();
  readonly #queue: string[] = [];
  readonly #outage: OutageLog;
  #running = 0;
  #stopped = false;
  #turn: Promise<void> = Promise.resolve();

  constructor(options: GapRepairOptions) {
    this.#options = options;
    this.#outage = new OutageLog(options.logger, 'fetching missing events');
  }

  ask(roomId: string): void {
    if (this.#stopped || this.#asked.has(roomId)) return;
    this.#asked.add(roomId);
    this.#queue.push(roomId);
    this.#next();
  }

  stop(): void {
    this.#stopped = true;
    this.#queue.length = 0;
  }

  #next(): void {
    while (this.#running < PARALLEL_FETCHES) {
      const roomId = this.#queue.shift();
      if (roomId === undefined) return;
      this.#running += 1;
      void this.#repair(roomId).finally(() => {
        this.#running -= 1;
        this.#next();
      });
    }
  }

  async #repair(roomId: string): Promise<void> {
    const { log, onFetch } = this.#options;
    const sequencer = this.#options.sequencer();
    const after = sequencer.position(roomId);
    if (after === undefined) {
      this.#asked.delete(roomId);
      return;
    }
    try {
      const { events, head } = await log.listEvents(roomId, after);
      await this.#nextTurn();
      this.#asked.delete(roomId);
      // The log is gapless; a page that does not begin where it was asked to cannot be repaired from.
      if (events[0] && events[0].seq !== after + 1) return this.#lost(roomId, head);
      this.#outage.worked();
      sequencer.repaired(roomId, after, events.slice(0, LIMITS.EVENTS_PER_PAGE), head);
      onFetch('repaired');
    } catch (error) {
      await this.#failed(roomId, error);
    }
  }

  /** One room in each turn of the event loop: a thousand events for a thousand sockets are half a second of it. */
  #nextTurn(): Promise<void> {
    this.#turn = this.#turn.then(() => nextTurn());
    return this.#turn;
  }

  async #failed(roomId: string, error: unknown): Promise<void> {
    const code = (error as ChatError).code;
    try {
      if (isErrorCode(code) && (code === 'RESYNC_REQUIRED' || code === 'ROOM_NOT_FOUND')) {
        const head = await this.#options.log.head(roomId);
        this.#asked.delete(roomId);
        if (head === null) this.#options.onGone(roomId);
        else this.#lost(roomId, head);
        return;
      }
    } catch {
      // The next round asks again.
    }
    this.#options.onFetch('failed');
    this.#outage.failed(error);
    setTimeout(() => {
      this.#asked.delete(roomId);
      this.#options.sequencer().unrepaired(roomId);
    }, this.#options.jittered(RETRY_MS)).unref();
  }

  #lost(roomId: string, head: number): void {
    this.#options.onFetch('lost');
    this.#options.sequencer().jump(roomId, head);
    this.#options.onLost(roomId, head);
  }
}
