import { setTimeout } from 'node:timers/promises';

/** Lets an outage last for a given time. Only here do tests of outages wait for time instead of an event. */
export async function outageOf(ms: number): Promise<void> {
  await setTimeout(ms);
}
