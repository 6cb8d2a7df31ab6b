import type { Logger } from '@kcs/service-kit';
import type { Database } from '../../database/database.ts';
import { type EventKey, markEventsPublished } from './mark-published.ts';

/**
 * Shorter than the age from which the sweep publishes events again. Each marking is a commit. During this delay, events
 * that arrive one at a time form a group, which needs only one commit.
 */
const MAX_MARK_DELAY_MS = 100;
const MAX_EVENTS_PER_MARKING = 500;

/**
 * Collects published events and marks up to 500 of them in one statement, at most 100 ms later. If the statement fails,
 * the sweep publishes the events again. The stream and all consumers tolerate such repeats.
 */
export class PublishedEventMarker {
  readonly #db: Database;
  readonly #logger: Logger;
  #pending: EventKey[] = [];
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();

  constructor(db: Database, logger: Logger) {
    this.#db = db;
    this.#logger = logger;
  }

  add({ roomId, seq, createdAt }: EventKey): void {
    // Keep only the key, so that the rest of the event can be collected while the key waits.
    this.#pending.push({ roomId, seq, createdAt });
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
