import type { Queryable } from '../../database/database.ts';

/** Longer than a refill of the stream reaches back, which marks the events of the last 24 h as unpublished. */
const MARGIN_MS = 2 * 24 * 60 * 60 * 1_000;
/** How often all partitions are searched, in case a clock was set back by more than the margin. */
const SEARCH_INTERVAL_MS = 60 * 60 * 1_000;

/**
 * Knows since when there are unpublished events, so that the queries of the outbox touch only the partitions since
 * then. Searches all partitions once an hour.
 */
export class UnpublishedSince {
  #since: Promise<string> | undefined;
  #searchedAt = 0;

  /** Returns a time, in ISO 8601, before which no event is unpublished. */
  async get(db: Pick<Queryable, '$queryRaw'>): Promise<string> {
    if (this.#since === undefined || performance.now() - this.#searchedAt > SEARCH_INTERVAL_MS) {
      this.#searchedAt = performance.now();
      this.#since = search(db).catch((error) => {
        this.#since = undefined;
        throw error;
      });
    }
    return this.#since;
  }
}

async function search(db: Pick<Queryable, '$queryRaw'>): Promise<string> {
  const [row] = await db.$queryRaw<[{ since: string }]>`
    SELECT iso(least(
      (SELECT created_at FROM room_events WHERE published_at IS NULL ORDER BY created_at LIMIT 1),
      now() - make_interval(secs => ${MARGIN_MS / 1000}::float8))) AS since`;
  return row.since;
}
