import type { StoredEvent } from '../stored-event.ts';
import { PublishedMarker } from './mark-published.ts';
import type { Outbox } from './outbox.ts';
import { type PublishDeps, settle } from './settle.ts';

const MAX_IN_FLIGHT = 512;
const MAX_PENDING = 10_000;
/**
 * Pause after a failure. Events offered during the pause stay in the log, and the sweep publishes them when the bus is
 * back.
 */
const PAUSE_MS = 1_000;

/** Publishes committed events immediately, in the order in which they are offered. Many publishes can be in flight. */
export class Publisher implements Outbox {
  readonly #deps: PublishDeps;
  readonly #marker: PublishedMarker;
  readonly #inFlight = new Set<Promise<void>>();
  #pending: StoredEvent[] = [];
  #pausedUntil = 0;

  constructor(deps: PublishDeps) {
    this.#deps = deps;
    this.#marker = new PublishedMarker(deps.db, deps.logger);
  }

  offer(events: readonly StoredEvent[]): void {
    if (performance.now() < this.#pausedUntil || !this.#deps.link.connected) return;
    for (const event of events) if (this.#pending.length < MAX_PENDING) this.#pending.push(event);
    this.#publishPending();
  }

  /**
   * Waits for publishes in flight and marks their events as published. Events offered after this call stay unpublished
   * in the log.
   */
  async stop(): Promise<void> {
    while (this.#inFlight.size > 0) await Promise.all(this.#inFlight);
    await this.#marker.flush();
  }

  #publishPending(): void {
    let startedCount = 0;
    while (this.#inFlight.size < MAX_IN_FLIGHT) {
      const event = this.#pending[startedCount];
      if (event === undefined) break;
      startedCount += 1;
      const publishing = this.#publish(event).finally(() => {
        this.#inFlight.delete(publishing);
        if (this.#pending.length > 0) this.#publishPending();
      });
      this.#inFlight.add(publishing);
    }
    this.#pending.splice(0, startedCount);
  }

  async #publish(event: StoredEvent): Promise<void> {
    await settle(this.#deps, event, await this.#deps.link.publish(event), {
      onPublished: () => {
        this.#deps.metrics.published.inc({ by: 'publisher' });
        this.#marker.add(event);
      },
      onUnavailable: () => {
        this.#pausedUntil = performance.now() + PAUSE_MS;
        this.#pending = [];
      },
      // Leave this event to the sweep, which holds back the event's room.
      onRoomBlocked: () => {},
    });
  }
}
