import { ChatError } from '@kcs/contracts';
import { type ConcurrencyLimiter, createConcurrencyLimiter } from '@kcs/service-kit';

/**
 * Limiters for room changes, lists, and searches. Each of the three may use only a share of the connection pool, so
 * that the rest remains for sends and short queries.
 */
export interface DatabasePoolShares {
  /**
   * Limits transactions that change or create rooms. The key is the id of the changed room, or the id of the user who
   * creates a room.
   */
  readonly roomChanges: ConcurrencyLimiter;
  /** Limits queries for lists, for example of messages, events, or members. The key is the user's id. */
  readonly lists: ConcurrencyLimiter;
  /** Limits concurrent message searches. The key is the user's id. */
  readonly searches: ConcurrencyLimiter;
}

/** How long a request may wait for its share of the pool. After 5 s, the caller has probably given up. */
const MAX_POOL_WAIT_MS = 5_000;
const MAX_TASKS_WAITING_FOR_POOL = 1_000;
const RETRY_AFTER_MS = 1_000;

const ROOM_BUSY_MESSAGE = 'Too many people are changing this room. Try again in a moment.';
const TOO_MANY_READS_MESSAGE =
  'You have too many requests in progress. Wait for their responses and try again.';

/**
 * Divides a pool of `poolSize` connections into shares. Work that exceeds its share waits without a connection, so that
 * it cannot starve sends, logins, and other short queries.
 */
export function createDatabasePoolShares(poolSize: number): DatabasePoolShares {
  const quarterOfPoolSize = Math.max(1, Math.floor(poolSize / 4));
  const eighthOfPoolSize = Math.max(1, Math.floor(poolSize / 8));
  const waitingLimits = { maxWaiting: MAX_TASKS_WAITING_FOR_POOL, maxWaitMs: MAX_POOL_WAIT_MS };
  const createRoomBusyError = () =>
    new ChatError('UNAVAILABLE', ROOM_BUSY_MESSAGE, { retryAfterMs: RETRY_AFTER_MS });
  const createUserBusyError = () =>
    new ChatError('RATE_LIMITED', TOO_MANY_READS_MESSAGE, { retryAfterMs: RETRY_AFTER_MS });
  return {
    // Allow two transactions per room, so that one can prepare while the other holds the room's lock.
    roomChanges: createConcurrencyLimiter({
      ...waitingLimits,
      concurrency: quarterOfPoolSize,
      perKey: 2,
      maxWaitingPerKey: 200,
      createKeyBusyError: createRoomBusyError,
    }),
    lists: createConcurrencyLimiter({
      ...waitingLimits,
      concurrency: quarterOfPoolSize,
      perKey: Math.min(3, quarterOfPoolSize),
      maxWaitingPerKey: 30,
      createKeyBusyError: createUserBusyError,
    }),
    searches: createConcurrencyLimiter({
      ...waitingLimits,
      concurrency: eighthOfPoolSize,
      perKey: 1,
      maxWaitingPerKey: 3,
      createKeyBusyError: createUserBusyError,
    }),
  };
}
