import type { FaultRow } from '../judge/fault-row.ts';

const DEFAULT_CATCH_UP_LIMIT_MS = 5_000;
const JITTER_CATCH_UP_LIMIT_MS = 4_000;
/**
 * How long clients may take to catch up after a NATS outage. This limit is higher than the others because clients then
 * receive a whole minute of messages, including about a thousand that senders could not send during the outage.
 */
const NATS_OUTAGE_CATCH_UP_LIMIT_MS = 10_000;

/** Returns the longest time that clients may take to catch up after a fault. */
export function getCatchUpLimitMs({ fault }: FaultRow): number {
  if (fault.includes('clients cut')) return JITTER_CATCH_UP_LIMIT_MS;
  return fault.startsWith('NATS stopped') ? NATS_OUTAGE_CATCH_UP_LIMIT_MS : DEFAULT_CATCH_UP_LIMIT_MS;
}
