import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from './fault.ts';

/** Returns a fault that stops NATS for `ms`. During that time, connections to NATS are refused. */
export function createNatsOutageFault(ms: number): Fault {
  return {
    name: `NATS stopped for ${ms / 1_000} s`,
    async run(system, signal) {
      await system.nats.stop();
      await sleep(ms, undefined, { signal });
      await system.nats.start();
    },
  };
}

/**
 * Returns a fault that freezes a server for `ms` with `SIGSTOP`. During that time, the server keeps its connections but
 * does not respond.
 */
export function createFreezeFault(server: 'Redis' | 'NATS', ms: number): Fault {
  return {
    name: `${server} frozen for ${ms / 1_000} s`,
    async run(system, signal) {
      const serverToFreeze = server === 'Redis' ? system.redis : system.nats;
      serverToFreeze.freeze();
      try {
        await sleep(ms, undefined, { signal });
      } finally {
        serverToFreeze.thaw();
      }
    },
  };
}
