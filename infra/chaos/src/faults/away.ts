import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from './fault.ts';

/** NATS is not there at all: connections are refused. */
export const natsAway = (ms: number): Fault => ({
  name: `NATS away for ${ms / 1_000} s`,
  async run(system, signal) {
    await system.nats.stop();
    await sleep(ms, undefined, { signal });
    await system.nats.start();
  },
});
