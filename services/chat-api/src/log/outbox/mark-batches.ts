import type { Logger } from '@kcs/service-kit';
import type { Database } from '../../database/database.ts';
import type { StoredEvent } from '../stored-event.ts';
import { markPublished } from './mark-published.ts';

const GATHER_MS = 100;
const MOST_PER_BATCH = 500;

/**
 * Gathers what was published and marks it in one statement, at most 100 ms later. A batch that fails is forgotten: its
 * events stay unpublished in the log and are swept, which the stream and every consumer stand.
 */
export class MarkBatches {
  readonly #db: Database;
  readonly #logger: Logger;
  #waiting: StoredEvent[] = [];
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();

  constructor(db: Database, logger: Logger) {
    this.#db = db;
    this.#logger = logger;
  }

  add(event: StoredEvent): void {
    this.#waiting.push(event);
    if (this.#waiting.length >= MOST_PER_BATCH) void this.flush();
    else this.#timer ??= setTimeout(() => void this.flush(), GATHER_MS);
  }

  /** Writes what is gathered; one statement at a time. Never rejects. */
  flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const batch = this.#waiting;
    this.#waiting = [];
    this.#writing = this.#writing
      .then(() => markPublished(this.#db, batch))
      .catch((err) => {
        this.#logger.warn(
          { err, events: batch.length },
          'Published events could not be marked; the sweep repeats them',
        );
      });
    return this.#writing;
  }
}
