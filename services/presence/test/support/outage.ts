import { setTimeout } from 'node:timers/promises';

/** Waits for a fixed time during an outage. Other test code must wait for events instead. */
export async function waitDuringOutage(ms: number): Promise<void> {
  await setTimeout(ms);
}
