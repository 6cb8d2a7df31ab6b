import type { StoredEvent } from '../stored-event.ts';
import { claimUnpublished } from './claim-unpublished.ts';
import { markPublished } from './mark-published.ts';
import { type PublisherOptions, settle } from './publisher.ts';

/**
 * About 200 ms of work, well within a transaction's time, and the share of each second that a backlog may take: those
 * who are connected have got it from the log by then, and what is written now must not wait behind it.
 */
const MOST_PER_TURN = 500;

/**
 * Publishes what has lain unpublished in the log for more than 2 s: after a crash, an outage of the bus, or a refill.
 * One turn takes so many at most. Returns how many went out.
 */
export async function sweep(options: PublisherOptions): Promise<number> {
  if (!options.link.connected) return 0;
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
    return published.length;
  });
}
