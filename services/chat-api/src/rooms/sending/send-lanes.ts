import { ChatError } from '@kcs/contracts';
import type { Database } from '../../database/database.ts';
import { isWriteConflict } from '../../database/database-error.ts';
import { type SendItem, type SendOutcome, sendMessages } from './store-messages.ts';

interface Waiting {
  readonly item: SendItem;
  readonly since: number;
  readonly resolve: (outcome: SendOutcome) => void;
  readonly reject: (error: unknown) => void;
}

export interface SendLanesOptions {
  readonly db: Database;
  readonly lanes?: number;
  /** Sends in one statement: beyond 64 the gain per send is small and the rooms' locks are held longer. */
  readonly batch?: number;
  /** Sends that may wait in one lane; what comes above is refused at once. */
  readonly mostWaiting?: number;
}

/** Whoever waited longer has probably given up; storing the message then would surprise. */
const LONGEST_WAIT_MS = 5_000;
const RETRY_AFTER_MS = 1_000;

const unavailable = (cause?: unknown): ChatError =>
  new ChatError('UNAVAILABLE', undefined, { retryAfterMs: RETRY_AFTER_MS, cause });

/**
 * Concurrent sends share a statement: while one is under way, the next ones gather. A room always takes the same lane,
 * so that batches of one process never wait for each other's rooms. After a failure whose outcome is unknown the
 * sender gets `UNAVAILABLE` and repeats with the same `client_msg_id`.
 */
export class SendLanes {
  readonly #db: Database;
  readonly #batch: number;
  readonly #mostWaiting: number;
  readonly #lanes: { waiting: Waiting[]; running: boolean }[];

  constructor({ db, lanes = 4, batch = 64, mostWaiting = 2_000 }: SendLanesOptions) {
    this.#db = db;
    this.#batch = batch;
    this.#mostWaiting = mostWaiting;
    this.#lanes = Array.from({ length: lanes }, () => ({ waiting: [], running: false }));
  }

  send(item: SendItem): Promise<SendOutcome> {
    const lane = this.#laneOf(item.room_id);
    if (lane.waiting.length >= this.#mostWaiting) return Promise.reject(unavailable());
    return new Promise((resolve, reject) => {
      lane.waiting.push({ item, since: Date.now(), resolve, reject });
      if (!lane.running) void this.#run(lane);
    });
  }

  #laneOf(roomId: string) {
    let hash = 0;
    for (let at = 0; at < roomId.length; at++) hash = (hash * 31 + roomId.charCodeAt(at)) | 0;
    const lane = this.#lanes[Math.abs(hash) % this.#lanes.length];
    if (!lane) throw unavailable();
    return lane;
  }

  async #run(lane: { waiting: Waiting[]; running: boolean }): Promise<void> {
    lane.running = true;
    while (lane.waiting.length > 0) {
      const oldest = Date.now() - LONGEST_WAIT_MS;
      const batch = lane.waiting.splice(0, this.#batch).filter((one) => {
        if (one.since < oldest) one.reject(unavailable());
        return one.since >= oldest;
      });
      if (batch.length > 0) await this.#store(batch);
    }
    lane.running = false;
  }

  async #store(batch: readonly Waiting[], again = true): Promise<void> {
    try {
      const outcomes = await sendMessages(
        this.#db,
        batch.map(({ item }) => item),
      );
      for (const [i, one] of batch.entries()) {
        const outcome = outcomes[i];
        if (outcome) one.resolve(outcome);
        else one.reject(unavailable());
      }
    } catch (error) {
      if (again && isWriteConflict(error)) return this.#store(batch, false);
      const isolate = batch.length > 1 && !(error instanceof ChatError && error.code === 'UNAVAILABLE');
      if (isolate) for (const one of batch) await this.#store([one]);
      else for (const one of batch) one.reject(error);
    }
  }
}
