import type { Logger } from '@kcs/service-kit';
import type { Database, Queryable } from '../../database/database.ts';
import type { StoredEvent } from '../stored-event.ts';

/**
 * Marks events as published. Updates their rows in the order of room and seq, so that two replicas cannot deadlock
 * (TRAP-27).
 */
export async function markEventsPublished(db: Queryable, events: readonly StoredEvent[]): Promise<void> {
  if (events.length === 0) return;
  const sortedEvents = [...events].sort((a, b) =>
    a.roomId < b.roomId ? -1 : a.roomId > b.roomId ? 1 : a.seq - b.seq,
  );
  const roomIds = sortedEvents.map(({ roomId }) => roomId);
  const seqs = sortedEvents.map(({ seq }) => seq);
  const createdTimes = sortedEvents.map(({ createdAt }) => createdAt);
  // Pass the earliest and latest time as bounds. PostgreSQL decides which partitions to lock before it reads the
  // arrays, so without bounds, it would lock all of them.
  const sortedCreatedTimes = [...createdTimes].sort();
  await db.$executeRaw`
    UPDATE room_events e SET published_at = now()
    FROM unnest(${roomIds}::text[], ${seqs}::integer[], ${createdTimes}::timestamptz[]) AS p (room_id, seq, created_at)
    WHERE e.room_id = p.room_id AND e.seq = p.seq AND e.created_at = p.created_at AND e.published_at IS NULL
      AND e.created_at BETWEEN ${sortedCreatedTimes[0]}::timestamptz AND ${sortedCreatedTimes.at(-1)}::timestamptz`;
}

/**
 * Shorter than the age from which the sweep publishes events again. Each marking is a commit, so marking messages that
 * arrive one at a time in groups saves a commit for each of them.
 */
const MAX_MARK_DELAY_MS = 1_000;
const MAX_EVENTS_PER_MARKING = 500;

/**
 * Collects published events and marks up to 500 of them in one statement, at most 1 s later. If the statement fails,
 * the sweep publishes the events again. The stream and all consumers tolerate such repeats.
 */
export class PublishedEventMarker {
  readonly #db: Database;
  readonly #logger: Logger;
  #pending: StoredEvent[] = [];
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();

  constructor(db: Database, logger: Logger) {
    this.#db = db;
    this.#logger = logger;
  }

  add(event: StoredEvent): void {
    this.#pending.push(event);
    if (this.#pending.length >= MAX_EVENTS_PER_MARKING) void this.flush();
    else this.#timer ??= setTimeout(() => void this.flush(), MAX_MARK_DELAY_MS);
  }

  /** Marks all collected events as published. Runs one statement at a time and never rejects. */
  flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const eventBatch = this.#pending;
    this.#pending = [];
    this.#writing = this.#writing
      .then(() => markEventsPublished(this.#db.prisma, eventBatch))
      .catch((err) => {
        this.#logger.warn(
          { err, events: eventBatch.length },
          'Could not mark events as published. The sweep will publish them again.',
        );
      });
    return this.#writing;
  }
}
