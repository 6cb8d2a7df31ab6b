import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from './fault.ts';

/** What an orchestrator leaves a new replica before it takes the next one out. */
const BETWEEN_MS = 3_000;

/** A deployment: each gateway drains, ends and comes back before the next one goes. */
export const rollingRestart: Fault = {
  name: 'rolling restart of the gateways',
  async run(system, signal) {
    for (const [n, gateway] of system.gateways.entries()) {
      if (n > 0) await sleep(BETWEEN_MS, undefined, { signal });
      const code = await gateway.stop();
      if (code !== 0) throw new Error(`${gateway.name} ended with ${code} when asked to stop`);
      await gateway.start();
    }
  },
};
