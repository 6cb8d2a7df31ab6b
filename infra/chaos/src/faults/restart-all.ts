import type { Fault } from './fault.ts';

/** Every process of ours and every server, in good order, one after the other. */
export const restartAll: Fault = {
  name: 'everything restarted, one by one',
  async run(system, signal) {
    for (const process of [...system.services, system.nats, system.redis, system.postgres]) {
      signal.throwIfAborted();
      await process.restart();
    }
  },
};
