import { TasksInProgress } from '@kcs/service-kit';
import type { StoredEvent } from '../stored-event.ts';
import { handlePublishOutcome, type PublishDeps } from './handle-publish-outcome.ts';
import type { Outbox } from './outbox.ts';
import { PublishedEventMarker } from './published-event-marker.ts';

const MAX_EVENTS_IN_FLIGHT = 512;
const MAX_PENDING_EVENTS = 10_000;
/**
 * How long publishing pauses after a failure. Events that are offered during this time stay in the log, and the sweep
 * publishes them later.
 */
const PAUSE_AFTER_FAILURE_MS = 1_000;

/**
 * Publishes committed events immediately, in the order in which they are offered. Up to 512 events may wait for their
 * acknowledgment at the same time, and further ones are published as soon as others are acknowledged.
 */
export class RoomEventPublisher implements Outbox {
  readonly #deps: PublishDeps;
  readonly #marker: PublishedEventMarker;
  readonly #inFlight = new TasksInProgress();
  #pending: StoredEvent[] = [];
  #pausedUntil = 0;

  constructor(deps: PublishDeps) {
    this.#deps = deps;
    this.#marker = new PublishedEventMarker(deps.db, deps.logger);
  }

  offer(events: readonly StoredEvent[]): void {
    if (performance.now() < this.#pausedUntil || !this.#deps.link.connected) return;
    for (const event of events) if (this.#pending.length < MAX_PENDING_EVENTS) this.#pending.push(event);
    this.#publishPending();
  }

  /**
   * Waits until all offered events are acknowledged or have failed, and marks the acknowledged ones as published. The
   * caller must offer no events after this call.
   */
  async stop(): Promise<void> {
    await this.#inFlight.waitForAll();
    await this.#marker.flush();
  }

  #publishPending(): void {
    let startedPublishCount = 0;
    while (this.#inFlight.count < MAX_EVENTS_IN_FLIGHT) {
      const event = this.#pending[startedPublishCount];
      if (event === undefined) break;
      startedPublishCount += 1;
      const publishing = this.#publish(event);
      this.#inFlight.add(publishing);
      void publishing.finally(() => {
        if (this.#pending.length > 0) this.#publishPending();
      });
    }
    this.#pending.splice(0, startedPublishCount);
  }

  async #publish(event: StoredEvent): Promise<void> {
    await handlePublishOutcome(this.#deps, event, await this.#deps.link.publish(event), {
      onPublished: () => {
        this.#deps.metrics.published.inc({ by: 'publisher' });
        this.#marker.add(event);
        this.#logPublished(event);
      },
      onUnavailable: () => {
        this.#pausedUntil = performance.now() + PAUSE_AFTER_FAILURE_MS;
        this.#pending = [];
      },
      // Do nothing here, because the sweep publishes the event later, or holds its room.
      onRoomBlocked: () => {},
    });
  }

  #logPublished({ roomId, seq, kind, origin }: StoredEvent): void {
    const { logger } = this.#deps;
    if (!logger.isLevelEnabled('debug')) return;
    logger.debug({ room_id: roomId, seq, kind, request_id: origin?.requestId }, 'Published a room event');
  }
}
