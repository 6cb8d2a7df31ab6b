import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from './fault.ts';

/** In a rolling update, the pause between one replica becoming ready and the next one being stopped. */
const RESTART_PAUSE_MS = 3_000;

/** A fault that restarts every service and every server, one after another. */
export const restartAllFault: Fault = {
  name: 'everything restarted, one by one',
  async run(system, signal) {
    for (const process of [...system.services, system.nats, system.redis, system.postgres]) {
      signal.throwIfAborted();
      await process.restart();
    }
  },
};

/**
 * A fault that restarts the gateways as in a rolling update: each gateway drains, exits, and starts again before the
 * next one is stopped.
 */
export const rollingRestartFault: Fault = {
  name: 'rolling restart of the gateways',
  async run(system, signal) {
    for (const [n, gateway] of system.gateways.entries()) {
      if (n > 0) await sleep(RESTART_PAUSE_MS, undefined, { signal });
      const exitCode = await gateway.stop();
      if (exitCode !== 0) throw new Error(`${gateway.name} exited with ${exitCode} after SIGTERM`);
      await gateway.start();
    }
  },
};
