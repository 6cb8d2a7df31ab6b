import { eventually, type TestSystem } from '@kcs/testkit';
import type { FailoverWatcher } from './failover-watchers.ts';

/** How long the parts of the system took to work again, from the moment when a replica accepted writes. */
export interface Recovery {
  readonly deliveryMs: number;
  readonly healthMs: number;
}

/** The maximum time from the moment when a replica accepts writes until the system works again. */
const MAX_RECOVERY_MS = 10_000;
const FAILOVER_TIMEOUT_MS = 30_000;
const HEALTH_TIMEOUT_MS = 2_000;

/** Waits until one of the replicas has become a master, and then until the system works again. */
export async function measureRecovery(
  system: TestSystem,
  watchers: readonly FailoverWatcher[],
  replicas: readonly TestSystem['redis'][],
): Promise<Recovery> {
  const writableAt = await eventually(
    'a replica accepts writes',
    async () => {
      const roles = await Promise.all(replicas.map((server) => server.acceptsWrites()));
      return roles.includes(true) && performance.now();
    },
    FAILOVER_TIMEOUT_MS,
  );
  const measure = async (name: string, hasRecovered: () => boolean | Promise<boolean>) => {
    await eventually(name, hasRecovered, FAILOVER_TIMEOUT_MS);
    return Math.round(performance.now() - writableAt);
  };
  const [deliveryMs, healthMs] = await Promise.all([
    measure('every socket receives a live message', () =>
      watchers.every(({ times }) => (times.at(-1) ?? 0) > writableAt),
    ),
    measure('every service can use Redis', async () =>
      (await Promise.all(system.services.map(canUseRedis))).every(Boolean),
    ),
  ]);
  return { deliveryMs, healthMs };
}

/** Returns the rows of a table with the columns `measured`, `value`, and `limit`. */
export const describeRecovery = (failure: string, { deliveryMs, healthMs }: Recovery): string[][] => [
  [`${failure}: until live messages on every gateway`, `${deliveryMs} ms`, `${MAX_RECOVERY_MS} ms`],
  [`${failure}: until every service can use Redis`, `${healthMs} ms`, `${MAX_RECOVERY_MS} ms`],
];

export const isRecoveryInTime = ({ deliveryMs, healthMs }: Recovery): boolean =>
  Math.max(deliveryMs, healthMs) <= MAX_RECOVERY_MS;

/** Returns whether the service is ready and reports no problem with Redis. */
async function canUseRedis({ ops }: TestSystem['services'][number]): Promise<boolean> {
  const response = await fetch(`${ops}/readyz`, { signal: AbortSignal.timeout(HEALTH_TIMEOUT_MS) }).catch(
    () => undefined,
  );
  if (!response?.ok) return false;
  const { dependencies } = (await response.json()) as { dependencies: Record<string, { ok: boolean }> };
  return Object.entries(dependencies).every(([name, { ok }]) => ok || !name.startsWith('redis'));
}
