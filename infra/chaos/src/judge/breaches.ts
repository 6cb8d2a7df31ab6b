import { percentile } from './percentile.ts';
import type { Row } from './row.ts';

/** What a row may not exceed, besides nothing lost, repeated or out of order. */
export interface Demand {
  readonly caughtUpWithinMs: number;
}

/** Every promise that this row breaks, in words. */
export function breaches(row: Row, { caughtUpWithinMs }: Demand): string[] {
  const found: string[] = [];
  const never = (count: number, what: string) => {
    if (count > 0) found.push(`${row.fault}: ${count} ${what}`);
  };
  never(row.lost, 'acknowledged messages are lost');
  never(row.undelivered, 'deliveries never came');
  never(row.plain.repeated, 'events were repeated on a live connection');
  never(row.plain.outOfOrder, 'events were out of order on a live connection');
  never(row.library.repeated, 'events were duplicated by the client library');
  never(row.library.outOfOrder, 'events were out of order by the client library');
  never(row.catchUpMs.filter((ms) => ms === Number.POSITIVE_INFINITY).length, 'clients never caught up');
  const p99 = percentile(row.catchUpMs, 0.99);
  if (p99 !== null && p99 > caughtUpWithinMs) {
    found.push(`${row.fault}: catch-up p99 of ${Math.round(p99)} ms is over ${caughtUpWithinMs} ms`);
  }
  return found;
}
