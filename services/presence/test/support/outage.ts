import { setTimeout } from 'node:timers/promises';

/** Waits while an outage lasts. This is the only place where outage tests wait for time instead of an event. */
export async function waitDuringOutage(ms: number): Promise<void> {
  await setTimeout(ms);
}
