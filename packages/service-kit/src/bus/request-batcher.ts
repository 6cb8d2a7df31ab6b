import { AsyncLocalStorage } from 'node:async_hooks';
import { ChatError } from '@kcs/contracts';
import { getTracing } from '../tracing/tracing.ts';
import { isUnservedRequest } from './unserved-request.ts';

interface RequestBatcherOptions<Query, Result> {
  /**
   * Sends one request for all queries. Returns the result or the error of each query, in the same order. The result of a
   * query that needs more time may be a promise, so that the other queries do not wait for it.
   */
  readonly send: (queries: readonly Query[]) => Promise<readonly (Result | Promise<Result> | Error)[]>;
  /**
   * Sends a request for one query. Called if `send` fails for another reason than an outage: if no replica serves the
   * batch request yet, or if one query makes the whole batch fail.
   */
  readonly sendSeparately: (query: Query) => Promise<Result>;
  /** The maximum number of queries in one request. */
  readonly batchSize: number;
  /** The maximum number of waiting queries. Further queries fail with `UNAVAILABLE`. */
  readonly maxWaiting: number;
  /** A query that has waited for longer than this fails with `UNAVAILABLE` when its turn comes. */
  readonly maxWaitMs: number;
  /** Returns the current time of a monotonic clock, in ms. Default: `performance.now`. */
  readonly now?: () => number;
}

interface WaitingQuery<Query, Result> {
  readonly query: Query;
  readonly since: number;
  readonly resolve: (result: Result | Promise<Result>) => void;
  readonly reject: (error: unknown) => void;
  /** Runs a function in the trace of the query. Undefined if tracing is off. */
  readonly runInTrace: (<T>(run: () => T) => T) | undefined;
}

/** The maximum number of requests in progress. Several are needed to keep more than one replica busy. */
const MAX_REQUESTS_IN_PROGRESS = 4;
/**
 * A request without a reply for longer than this does not count towards the maximum above, because its replica may be
 * frozen. Otherwise, one frozen replica would soon have all the requests.
 */
const SLOW_REPLY_MS = 250;
/** The maximum number of requests in progress, with those whose replies are late. */
const MAX_REQUESTS_WITH_LATE_REPLIES = 64;
/** A request that is not full is sent no sooner than this after the previous request. */
const MIN_PAUSE_MS = 10;
/**
 * How long queries wait for the reply to the request in progress. A frozen replica therefore delays later queries by no
 * more than this.
 */
const MAX_REPLY_WAIT_MS = 20;

/**
 * Combines queries into few requests. A lone query is sent at once. Further queries are collected for 10 ms, and while a
 * request is in progress for up to 20 ms, unless a batch is full sooner. Therefore, the cost of a query falls with the
 * number of queries per second.
 */
export class RequestBatcher<Query, Result> {
  readonly #options: RequestBatcherOptions<Query, Result>;
  readonly #now: () => number;
  #waiting: WaitingQuery<Query, Result>[] = [];
  /** The start times of the requests in progress, in the order in which they were started. */
  readonly #requests = new Set<{ readonly startedAt: number }>();
  #lastStartedAt = Number.NEGATIVE_INFINITY;
  #isStartScheduled = false;
  #startTimer: NodeJS.Timeout | undefined;

  constructor(options: RequestBatcherOptions<Query, Result>) {
    this.#options = options;
    this.#now = options.now ?? (() => performance.now());
  }

  /** Returns the result of a query. Rejects with the error of the query or of its request. */
  run(query: Query): Promise<Result> {
    const { maxWaiting, maxWaitMs } = this.#options;
    if (this.#waiting.length >= maxWaiting)
      return Promise.reject(new ChatError('UNAVAILABLE', undefined, { retryAfterMs: maxWaitMs }));
    return new Promise((resolve, reject) => {
      const runInTrace = getTracing() ? AsyncLocalStorage.snapshot() : undefined;
      this.#waiting.push({ query, since: this.#now(), resolve, reject, runInTrace });
      this.#scheduleStart();
    });
  }

  /** Starts a request after the current turn of the event loop, so that it contains all queries of this turn. */
  #scheduleStart(): void {
    if (this.#isStartScheduled || this.#waiting.length === 0) return;
    const delayMs = this.#computeDelay();
    if (delayMs > 0) {
      if (delayMs < Number.POSITIVE_INFINITY)
        this.#startTimer ??= setTimeout(() => this.#start(), Math.ceil(delayMs));
      return;
    }
    this.#isStartScheduled = true;
    setImmediate(() => this.#start());
  }

  /** Returns how many milliseconds the waiting queries still have to wait. Infinity if they wait for a reply. */
  #computeDelay(): number {
    const [oldest] = this.#waiting;
    if (oldest === undefined || this.#requests.size >= MAX_REQUESTS_WITH_LATE_REPLIES)
      return Number.POSITIVE_INFINITY;
    const counted = [...this.#requests].at(-MAX_REQUESTS_IN_PROGRESS);
    const slotFreeAt = counted === undefined ? 0 : counted.startedAt + SLOW_REPLY_MS;
    if (this.#waiting.length >= this.#options.batchSize) return slotFreeAt - this.#now();
    const pauseEnd = this.#lastStartedAt + MIN_PAUSE_MS;
    const replyWaitEnd = this.#requests.size > 0 ? oldest.since + MAX_REPLY_WAIT_MS : 0;
    return Math.max(slotFreeAt, pauseEnd, replyWaitEnd) - this.#now();
  }

  #start(): void {
    this.#isStartScheduled = false;
    this.#stopTimer();
    while (this.#computeDelay() <= 0) {
      const batch = this.#takeBatch();
      if (batch.length === 0) continue;
      const request = { startedAt: this.#now() };
      this.#requests.add(request);
      this.#lastStartedAt = request.startedAt;
      void this.#sendBatch(batch).finally(() => {
        this.#requests.delete(request);
        this.#stopTimer();
        this.#scheduleStart();
      });
    }
    this.#scheduleStart();
  }

  #stopTimer(): void {
    clearTimeout(this.#startTimer);
    this.#startTimer = undefined;
  }

  #takeBatch(): WaitingQuery<Query, Result>[] {
    const { batchSize, maxWaitMs } = this.#options;
    const earliest = this.#now() - maxWaitMs;
    return this.#waiting.splice(0, batchSize).filter(({ since, reject }) => {
      if (since < earliest) reject(new ChatError('UNAVAILABLE', undefined, { retryAfterMs: maxWaitMs }));
      return since >= earliest;
    });
  }

  async #sendBatch(batch: readonly WaitingQuery<Query, Result>[]): Promise<void> {
    try {
      const sendAll = () => this.#options.send(batch.map(({ query }) => query));
      const results = await (batch[0]?.runInTrace?.(sendAll) ?? sendAll());
      for (const [n, { resolve, reject }] of batch.entries()) {
        const result = results[n];
        if (result === undefined) reject(new ChatError('INTERNAL'));
        else if (result instanceof Error) reject(result);
        else resolve(result);
      }
    } catch (error) {
      if (isOutage(error)) for (const { reject } of batch) reject(error);
      else await Promise.all(batch.map((waiting) => this.#sendSeparately(waiting)));
    }
  }

  async #sendSeparately({ query, resolve, reject }: WaitingQuery<Query, Result>): Promise<void> {
    try {
      resolve(await this.#options.sendSeparately(query));
    } catch (error) {
      reject(error);
    }
  }
}

const isOutage = (error: unknown): boolean =>
  error instanceof ChatError && error.code === 'UNAVAILABLE' && !isUnservedRequest(error);
