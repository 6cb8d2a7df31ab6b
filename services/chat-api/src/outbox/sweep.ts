import type { StoredEvent } from '../store/stored-event.ts';
import { claimUnpublished } from './claim-unpublished.ts';
import { markPublished } from './mark-published.ts';
import { type PublisherOptions, settle } from './publisher.ts';

/** About 200 ms of work, well within a transaction's time. */
const MOST_PER_TURN = 500;

/**
 * Publishes what lies unpublished in the log for more than 2 s: after a crash, an outage of the bus, or a refill. Ends
 * when nothing is left or the bus is away. Returns how many went out.
 */
export async function sweep(options: PublisherOptions): Promise<number> {
  for (let total = 0; ; ) {
    if (!options.link.connected) return total;
    const { claimed, published } = await sweepOnce(options);
    total += published;
    if (claimed < MOST_PER_TURN || published === 0) return total;
  }
}

async function sweepOnce(options: PublisherOptions): Promise<{ claimed: number; published: number }> {
  const published: StoredEvent[] = [];
  return options.db.transaction(async (tx) => {
    const events = await claimUnpublished(tx, MOST_PER_TURN);
    let away = false;
    const publish = async (event: StoredEvent): Promise<void> =>
      settle(options, event, await options.link.publish(event), {
        published: () => {
          options.metrics.published.inc({ by: 'sweep' });
          published.push(event);
        },
        away: () => {
          away = true;
        },
      });
    // The first one knocks: while the bus is away, an attempt costs one message and not a pile of them.
    const [first, ...rest] = events;
    if (first) await publish(first);
    if (!away) await Promise.all(rest.map(publish));
    await markPublished({ prisma: tx as never }, published);
    return { claimed: events.length, published: published.length };
  });
}
