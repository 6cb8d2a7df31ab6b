import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from './fault.ts';

/** Stops NATS for `ms`, so that connections are refused. */
export function stopNats(ms: number): Fault {
  return {
    name: `NATS away for ${ms / 1_000} s`,
    async run(system, signal) {
      await system.nats.stop();
      await sleep(ms, undefined, { signal });
      await system.nats.start();
    },
  };
}

/** Sends `SIGSTOP` to the server for `ms`. It keeps its connections but answers nothing. */
export function freeze(server: 'Redis' | 'NATS', ms: number): Fault {
  return {
    name: `${server} frozen for ${ms / 1_000} s`,
    async run(system, signal) {
      const frozen = server === 'Redis' ? system.redis : system.nats;
      frozen.freeze();
      try {
        await sleep(ms, undefined, { signal });
      } finally {
        frozen.thaw();
      }
    },
  };
}
