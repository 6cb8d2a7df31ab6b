import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from './fault.ts';

/** `SIGSTOP`: it keeps its connections and answers nothing. */
export const freeze = (server: 'Redis' | 'NATS', ms: number): Fault => ({
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
});
