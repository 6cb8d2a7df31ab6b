import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from './fault.ts';

/** How long an orchestrator waits after a new replica is ready before it stops the next one. */
const BETWEEN_MS = 3_000;

/** Stops and starts every service and every server, one after the other. */
export const restartAll: Fault = {
  name: 'everything restarted, one by one',
  async run(system, signal) {
    for (const process of [...system.services, system.nats, system.redis, system.postgres]) {
      signal.throwIfAborted();
      await process.restart();
    }
  },
};

/** Acts like a deployment: each gateway drains, exits, and restarts before the next one stops. */
export const rollingRestart: Fault = {
  name: 'rolling restart of the gateways',
  async run(system, signal) {
    for (const [n, gateway] of system.gateways.entries()) {
      if (n > 0) await sleep(BETWEEN_MS, undefined, { signal });
      const code = await gateway.stop();
      if (code !== 0) throw new Error(`${gateway.name} exited with ${code} after SIGTERM`);
      await gateway.start();
    }
  },
};
