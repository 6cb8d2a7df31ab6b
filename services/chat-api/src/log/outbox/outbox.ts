import type { StoredEvent } from '../stored-event.ts';

/**
 * Publishes committed events to the bus without making the caller wait. If an event cannot be published immediately, it
 * stays unpublished in the log, and a sweep publishes it later.
 */
export interface Outbox {
  offer(events: readonly StoredEvent[]): void;
}
