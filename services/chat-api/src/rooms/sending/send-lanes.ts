import { ChatError } from '@kcs/contracts';
import type { Database } from '../../database/database.ts';
import { isWriteConflict } from '../../database/database-error.ts';
import { type NewMessage, type StoreOutcome, storeMessages } from './store-messages.ts';

interface WaitingSend {
  readonly message: NewMessage;
  /** The time of `performance.now()` after which the message must not be stored. */
  readonly deadline: number;
  readonly resolve: (outcome: StoreOutcome) => void;
  readonly reject: (error: unknown) => void;
}

interface Lane {
  waiting: WaitingSend[];
  running: boolean;
}

interface SendLanesOptions {
  readonly db: Database;
  readonly lanes?: number;
  /**
   * Maximum number of sends in one SQL statement. Combining more than 64 saves little time and keeps the rooms locked
   * longer.
   */
  readonly batchSize?: number;
  /** Maximum number of sends that wait in one lane. Further sends are refused immediately. */
  readonly maxWaiting?: number;
}

/** After 5 s, the sender has probably given up and would be surprised if the message were stored later. */
const MAX_WAIT_MS = 5_000;
const RETRY_AFTER_MS = 1_000;

const unavailable = (cause?: unknown): ChatError =>
  new ChatError('UNAVAILABLE', undefined, { retryAfterMs: RETRY_AFTER_MS, cause });

/**
 * Combines concurrent sends into one SQL statement. While a lane's statement runs, the lane collects the next sends
 * (TRAP-25). Each room always uses the same lane, so batches of one process never wait for each other's room locks. If
 * it is unknown whether a message was stored, the sender gets `UNAVAILABLE` and can safely repeat the send with the
 * same `client_msg_id`.
 */
export class SendLanes {
  readonly #db: Database;
  readonly #batchSize: number;
  readonly #maxWaiting: number;
  readonly #lanes: Lane[];

  constructor({ db, lanes = 4, batchSize = 64, maxWaiting = 2_000 }: SendLanesOptions) {
    this.#db = db;
    this.#batchSize = batchSize;
    this.#maxWaiting = maxWaiting;
    this.#lanes = Array.from({ length: lanes }, () => ({ waiting: [], running: false }));
  }

  /**
   * Stores a message. Throws `UNAVAILABLE` if the lane is full, the message waited for more than 5 s or beyond
   * `senderDeadline`, or PostgreSQL is unavailable.
   */
  send(message: NewMessage, senderDeadline = Number.POSITIVE_INFINITY): Promise<StoreOutcome> {
    const lane = this.#laneOf(message.room_id);
    if (lane.waiting.length >= this.#maxWaiting) return Promise.reject(unavailable());
    return new Promise((resolve, reject) => {
      const deadline = Math.min(senderDeadline, performance.now() + MAX_WAIT_MS);
      lane.waiting.push({ message, deadline, resolve, reject });
      if (!lane.running) void this.#run(lane);
    });
  }

  #laneOf(roomId: string): Lane {
    let hash = 0;
    for (let i = 0; i < roomId.length; i++) hash = (hash * 31 + roomId.charCodeAt(i)) | 0;
    const lane = this.#lanes[Math.abs(hash) % this.#lanes.length];
    if (!lane) throw unavailable();
    return lane;
  }

  async #run(lane: Lane): Promise<void> {
    lane.running = true;
    while (lane.waiting.length > 0) {
      const now = performance.now();
      const batch = lane.waiting.splice(0, this.#batchSize).filter((send) => {
        if (send.deadline < now) send.reject(unavailable());
        return send.deadline >= now;
      });
      if (batch.length > 0) await this.#store(batch);
    }
    lane.running = false;
  }

  async #store(batch: readonly WaitingSend[], mayRetry = true): Promise<void> {
    try {
      const outcomes = await storeMessages(
        this.#db,
        batch.map(({ message }) => message),
      );
      for (const [i, send] of batch.entries()) {
        const outcome = outcomes[i];
        if (outcome) send.resolve(outcome);
        else send.reject(unavailable());
      }
    } catch (error) {
      if (mayRetry && isWriteConflict(error)) return this.#store(batch, false);
      // Store each message separately, so that one that PostgreSQL cannot process does not fail the rest of the batch.
      const storeSeparately =
        batch.length > 1 &&
        (isWriteConflict(error) || !(error instanceof ChatError && error.code === 'UNAVAILABLE'));
      if (storeSeparately) for (const send of batch) await this.#store([send]);
      else for (const send of batch) send.reject(error);
    }
  }
}
