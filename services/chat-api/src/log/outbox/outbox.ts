import type { StoredEvent } from '../stored-event.ts';

/**
 * Publishes committed events to the bus, best effort, without making the caller wait. An event that is not published
 * now stays unpublished in the log, and a sweep publishes it later.
 */
export interface Outbox {
  offer(events: readonly StoredEvent[]): void;
}
