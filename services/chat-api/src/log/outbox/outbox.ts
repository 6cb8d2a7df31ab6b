import type { StoredEvent } from '../stored-event.ts';

/**
 * Takes committed events to the bus, best effort and without waiting: what it drops or loses lies unpublished in the
 * log, and a sweep takes it from there.
 */
export interface EventSink {
  offer(events: readonly StoredEvent[]): void;
}
