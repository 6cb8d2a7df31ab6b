import { setTimeout } from 'node:timers/promises';

/** Lets an outage last for a given time. This is the one place where tests of outages wait for time and not for an event. */
export async function outageOf(ms: number): Promise<void> {
  await setTimeout(ms);
}
