import { ChatError } from '@kcs/contracts';
import { getTracing, runInSpan } from '@kcs/service-kit';
import type { Database } from '../../database/database.ts';
import { isWriteConflict } from '../../database/database-error.ts';
import { type NewMessage, type StoreOutcome, storeMessages } from './store-messages.ts';

interface WaitingSend {
  readonly message: NewMessage;
  /** The time after which the message must no longer be stored. Measured by `performance.now()`. */
  readonly deadline: number;
  readonly resolve: (outcome: StoreOutcome) => void;
  readonly reject: (error: unknown) => void;
  /** The W3C `traceparent` of the request that waits; undefined if tracing is off. */
  readonly traceparent: string | undefined;
}

interface SendLane {
  waiting: WaitingSend[];
  running: boolean;
}

interface SendLanesOptions {
  readonly db: Database;
  readonly lanes?: number;
  /**
   * Maximum number of sends in one SQL statement. More than 64 would save little time and keep the rooms locked longer.
   */
  readonly batchSize?: number;
  /** Maximum number of sends that wait in one send lane. Further sends are refused immediately. */
  readonly maxWaiting?: number;
}

/** After 5 s, the sender has probably given up and would be surprised if the message were stored later. */
const MAX_SEND_WAIT_MS = 5_000;
const RETRY_AFTER_MS = 1_000;

const createUnavailableError = (cause?: unknown): ChatError =>
  new ChatError('UNAVAILABLE', undefined, { retryAfterMs: RETRY_AFTER_MS, cause });

/**
 * Combines concurrent sends into one SQL statement. While the statement of a send lane runs, the lane collects the next
 * sends (TRAP-25). A room always uses the same lane, so that statements of one process never wait for each other's room
 * locks. If the result of a statement is unknown, its senders get `UNAVAILABLE` and can safely send again with the same
 * `client_msg_id`.
 */
export class SendLanes {
  readonly #db: Database;
  readonly #batchSize: number;
  readonly #maxWaiting: number;
  readonly #lanes: SendLane[];

  constructor({ db, lanes = 4, batchSize = 64, maxWaiting = 2_000 }: SendLanesOptions) {
    this.#db = db;
    this.#batchSize = batchSize;
    this.#maxWaiting = maxWaiting;
    this.#lanes = Array.from({ length: lanes }, () => ({ waiting: [], running: false }));
  }

  /**
   * Stores a message. Throws `UNAVAILABLE` if the send lane is full, if the message has waited for more than 5 s or
   * past `senderDeadline`, or if PostgreSQL is unavailable.
   */
  send(message: NewMessage, senderDeadline = Number.POSITIVE_INFINITY): Promise<StoreOutcome> {
    const lane = this.#laneOf(message.room_id);
    if (lane.waiting.length >= this.#maxWaiting) return Promise.reject(createUnavailableError());
    return new Promise((resolve, reject) => {
      const deadline = Math.min(senderDeadline, performance.now() + MAX_SEND_WAIT_MS);
      const traceparent = getTracing()?.getTraceparent();
      lane.waiting.push({ message, deadline, resolve, reject, traceparent });
      if (!lane.running) void this.#run(lane);
    });
  }

  #laneOf(roomId: string): SendLane {
    let roomIdHash = 0;
    for (let i = 0; i < roomId.length; i++) roomIdHash = (roomIdHash * 31 + roomId.charCodeAt(i)) | 0;
    const laneOfRoom = this.#lanes[Math.abs(roomIdHash) % this.#lanes.length];
    if (!laneOfRoom) throw createUnavailableError();
    return laneOfRoom;
  }

  async #run(lane: SendLane): Promise<void> {
    lane.running = true;
    while (lane.waiting.length > 0) {
      const now = performance.now();
      const sendBatch = lane.waiting.splice(0, this.#batchSize).filter((send) => {
        if (send.deadline < now) send.reject(createUnavailableError());
        return send.deadline >= now;
      });
      if (sendBatch.length > 0) await this.#store(sendBatch);
    }
    lane.running = false;
  }

  /** The span belongs to the trace of the first request, and has links to the other requests of the batch. */
  #storeInSpan(batch: readonly WaitingSend[], messages: readonly NewMessage[]): Promise<StoreOutcome[]> {
    const [parent, ...links] = batch.flatMap(({ traceparent }) => traceparent ?? []);
    const attributes = { 'kcs.messages': messages.length };
    return runInSpan({ name: 'store messages', kind: 'step', parent, links, attributes }, () =>
      storeMessages(this.#db, messages),
    );
  }

  async #store(batch: readonly WaitingSend[], mayRetry = true): Promise<void> {
    try {
      const messages = batch.map(({ message }) => message);
      const storeOutcomes = getTracing()
        ? await this.#storeInSpan(batch, messages)
        : await storeMessages(this.#db, messages);
      for (const [i, send] of batch.entries()) {
        const storeOutcome = storeOutcomes[i];
        if (storeOutcome) send.resolve(storeOutcome);
        else send.reject(createUnavailableError());
      }
    } catch (error) {
      if (mayRetry && isWriteConflict(error)) return this.#store(batch, false);
      // Store each message separately, so that a message that PostgreSQL cannot process does not make the other
      // messages fail.
      const mustStoreSeparately =
        batch.length > 1 &&
        (isWriteConflict(error) || !(error instanceof ChatError && error.code === 'UNAVAILABLE'));
      if (mustStoreSeparately) for (const send of batch) await this.#store([send]);
      else for (const send of batch) send.reject(error);
    }
  }
}
