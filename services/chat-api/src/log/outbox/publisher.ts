import type { Logger } from '@kcs/service-kit';
import type { Database } from '../../database/database.ts';
import type { StoredEvent } from '../stored-event.ts';
import type { BusLink, Published } from './bus-link.ts';
import { MarkBatches } from './mark-batches.ts';
import type { EventSink } from './outbox.ts';
import type { OutboxMetrics } from './outbox-metrics.ts';
import { parkEvent } from './park-event.ts';

export interface PublisherOptions {
  readonly db: Database;
  readonly link: BusLink;
  readonly logger: Logger;
  readonly metrics: OutboxMetrics;
  /** Called when the stream turns out to be missing. */
  readonly onStreamMissing: () => void;
}

const MOST_IN_FLIGHT = 512;
const MOST_WAITING = 10_000;
/** After a failure nothing is offered to the bus for so long; the log has it, and the sweep knocks. */
const PAUSE_MS = 1_000;

/** Publishes committed events at once, in the order offered, many in flight. See `EventSink`. */
export class Publisher implements EventSink {
  readonly #options: PublisherOptions;
  readonly #marks: MarkBatches;
  readonly #inFlight = new Set<Promise<void>>();
  #waiting: StoredEvent[] = [];
  #pausedUntil = 0;

  constructor(options: PublisherOptions) {
    this.#options = options;
    this.#marks = new MarkBatches(options.db, options.logger);
  }

  offer(events: readonly StoredEvent[]): void {
    if (Date.now() < this.#pausedUntil || !this.#options.link.connected) return;
    for (const event of events) if (this.#waiting.length < MOST_WAITING) this.#waiting.push(event);
    this.#pump();
  }

  /** Waits for what is in flight and writes the last marks. What comes later stays in the log. */
  async stop(): Promise<void> {
    while (this.#inFlight.size > 0) await Promise.all(this.#inFlight);
    await this.#marks.flush();
  }

  #pump(): void {
    let taken = 0;
    while (this.#inFlight.size < MOST_IN_FLIGHT) {
      const event = this.#waiting[taken];
      if (event === undefined) break;
      taken += 1;
      const work = this.#publish(event).finally(() => {
        this.#inFlight.delete(work);
        if (this.#waiting.length > 0) this.#pump();
      });
      this.#inFlight.add(work);
    }
    this.#waiting.splice(0, taken);
  }

  async #publish(event: StoredEvent): Promise<void> {
    await settle(this.#options, event, await this.#options.link.publish(event), {
      published: () => {
        this.#options.metrics.published.inc({ by: 'publisher' });
        this.#marks.add(event);
      },
      away: () => {
        this.#pausedUntil = Date.now() + PAUSE_MS;
        this.#waiting = [];
      },
    });
  }
}

/** What follows from a publish, for the publisher and the sweep alike. Never rejects. */
export async function settle(
  { db, logger, metrics, onStreamMissing }: PublisherOptions,
  event: StoredEvent,
  outcome: Published,
  then: { readonly published: () => void; readonly away: () => void },
): Promise<void> {
  switch (outcome) {
    case 'published':
      return then.published();
    case 'poison':
      metrics.parked.inc();
      logger.error({ room_id: event.roomId, seq: event.seq }, 'The stream refuses an event; it is parked');
      return parkEvent(db, event).catch((err) => logger.error({ err }, 'An event could not be parked'));
    case 'no-stream':
      onStreamMissing();
      metrics.failed.inc();
      return then.away();
    case 'away':
      metrics.failed.inc();
      return then.away();
    default:
      return outcome satisfies never;
  }
}
