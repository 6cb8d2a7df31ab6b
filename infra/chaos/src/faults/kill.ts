import { setTimeout as sleep } from 'node:timers/promises';
import type { TestSystem } from '@kcs/testkit';
import type { RandomGenerator } from '../plan/random.ts';
import type { Fault } from './fault.ts';

export type VictimKind = 'chat-api' | 'gateway' | 'presence' | 'NATS' | 'Redis' | 'PostgreSQL';

interface KillTarget {
  kill(): Promise<void>;
  start(): Promise<void>;
}

const TARGET_LISTERS_BY_VICTIM_KIND: Readonly<
  Record<VictimKind, (system: TestSystem) => readonly KillTarget[]>
> = {
  'chat-api': (system: TestSystem) => system.apis,
  gateway: (system: TestSystem) => system.gateways,
  presence: (system: TestSystem) => system.presence,
  NATS: (system: TestSystem) => [system.nats],
  Redis: (system: TestSystem) => [system.redis],
  PostgreSQL: (system: TestSystem) => [system.postgres],
};

export const VICTIM_KINDS = Object.keys(TARGET_LISTERS_BY_VICTIM_KIND) as VictimKind[];

const FIRST_RESTART_DELAY_MS = 200;
const LONGEST_RESTART_DELAY_MS = 10_000;

/**
 * Returns a fault that kills a random process of the given kind with SIGKILL and then restarts it as a supervisor
 * would.
 */
export function createKillFault(victim: VictimKind, random: RandomGenerator): Fault {
  return {
    name: `kill -9 ${victim}`,
    async run(system, signal) {
      const victimProcess = random.pick(TARGET_LISTERS_BY_VICTIM_KIND[victim](system));
      await victimProcess.kill();
      await restartLikeSupervisor(victimProcess, signal);
    },
  };
}

/** Returns `count` kill faults in random order. They are spread as evenly as possible over the kinds of process. */
export function drawKillFaults(count: number, random: RandomGenerator): Fault[] {
  const shuffledVictimKinds = Array.from({ length: Math.ceil(count / VICTIM_KINDS.length) }, () =>
    random.shuffled(VICTIM_KINDS),
  );
  return random
    .shuffled(shuffledVictimKinds.flat().slice(0, count))
    .map((victim) => createKillFault(victim, random));
}

/**
 * Restarts the process after 200 ms. Doubles the delay after each failed start, as the supervisor of `npm start` does.
 */
async function restartLikeSupervisor(process: KillTarget, signal: AbortSignal): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    await sleep(Math.min(LONGEST_RESTART_DELAY_MS, FIRST_RESTART_DELAY_MS * 2 ** attempt), undefined, {
      signal,
    });
    try {
      await process.start();
      return;
    } catch {
      // Try again: the process may depend on another one that is not ready yet.
    }
  }
}
