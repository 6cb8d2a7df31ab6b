import type { Queryable } from '../../database/database.ts';

/**
 * The minimum age of the time that `get` returns. Two days are enough for a refill of the stream, which marks only the
 * events of the last 24 hours as unpublished.
 */
const MIN_REMEMBERED_TIME_AGE_MS = 2 * 24 * 60 * 60 * 1_000;
/**
 * How often all partitions are searched again. Between two searches, an unpublished event can be older than the
 * remembered time only if a clock was set back by more than `MIN_REMEMBERED_TIME_AGE_MS`.
 */
const PARTITION_SEARCH_INTERVAL_MS = 60 * 60 * 1_000;

/**
 * Remembers a time before which all events have been published, so that outbox queries need not read older partitions.
 * Every hour, determines this time again by searching all partitions.
 */
export class UnpublishedSinceTracker {
  #since: Promise<string> | undefined;
  #searchedAt = 0;

  /** Returns a time in ISO 8601 before which all events have been published. */
  async get(db: Pick<Queryable, '$queryRaw'>): Promise<string> {
    if (this.#since === undefined || performance.now() - this.#searchedAt > PARTITION_SEARCH_INTERVAL_MS) {
      this.#searchedAt = performance.now();
      this.#since = findOldestUnpublishedTime(db).catch((error) => {
        this.#since = undefined;
        throw error;
      });
    }
    return this.#since;
  }
}

async function findOldestUnpublishedTime(db: Pick<Queryable, '$queryRaw'>): Promise<string> {
  const [row] = await db.$queryRaw<[{ since: string }]>`
    SELECT iso(least(
      (SELECT created_at FROM room_events WHERE published_at IS NULL ORDER BY created_at LIMIT 1),
      now() - make_interval(secs => ${MIN_REMEMBERED_TIME_AGE_MS / 1000}::float8))) AS since`;
  return row.since;
}
