import { setTimeout } from 'node:timers/promises';
import type { Exit } from '@kcs/private-servers';

/** Until which answer a start waits: `/readyz`, `/livez`, or none at all. */
export type Probe = 'ready' | 'live' | 'none';

interface Starting {
  readonly name: string;
  readonly ops: string;
  readonly running: boolean;
  readonly exited: Promise<Exit>;
  readonly log: { tail(count: number): string };
}

const PATHS = { ready: '/readyz', live: '/livez' } as const;
/** Quick at first; later less often, so that a dozen who wait do not take the CPU from those they wait for. */
const LOOK_EVERY_MS = { first: 25, most: 150, growth: 1.1 };
/** Many processes start at once, on small machines too. */
const READY_WITHIN_MS = 60_000;

/** Resolves when the process answers its probe with 200; rejects with its last lines when it ends or takes too long. */
export const untilReady = async (service: Starting, probe: Probe): Promise<void> => {
  if (probe === 'none') return;
  const deadline = performance.now() + READY_WITHIN_MS;
  let last = 'no answer';
  let pauseMs = LOOK_EVERY_MS.first;
  while (service.running) {
    try {
      const answer = await fetch(`${service.ops}${PATHS[probe]}`, { signal: AbortSignal.timeout(2_000) });
      last = `${answer.status} ${await answer.text()}`;
      if (answer.ok) return;
    } catch {
      // It does not listen yet.
    }
    if (performance.now() > deadline) {
      throw new Error(
        `${service.name} is not ${probe} after ${READY_WITHIN_MS} ms (${last}):\n${service.log.tail(30)}`,
      );
    }
    await setTimeout(pauseMs);
    pauseMs = Math.min(LOOK_EVERY_MS.most, pauseMs * LOOK_EVERY_MS.growth);
  }
  const { code, signal } = await service.exited;
  throw new Error(`${service.name} ended at once (${signal ?? code}):\n${service.log.tail(30)}`);
};
