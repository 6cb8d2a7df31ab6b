import { repeatEvery, type Stoppable } from '@kcs/service-kit';
import type { NotificationDeps } from '../notification-deps.ts';
import { pushNotification } from './push-notification.ts';

const SWEEP_INTERVAL_MS = 500;
/** The sweep skips notifications that are younger than this, because they are probably being pushed right now. */
const MIN_AGE_MS = 500;
/** Notifications that are older than this are no longer pushed. Clients find them in the list. */
const MAX_AGE_MS = 10 * 60 * 1_000;
const MAX_PER_STEP = 100;

/**
 * Pushes notifications that were stored but not pushed, because a replica crashed or NATS was unavailable (NOTIFY-7).
 */
export function startPushSweep(deps: Pick<NotificationDeps, 'db' | 'nc' | 'logger'>): Stoppable {
  return repeatEvery(SWEEP_INTERVAL_MS, () => sweepUnpushed(deps), {
    logger: deps.logger,
    name: 'push notifications',
  });
}

async function sweepUnpushed(deps: Pick<NotificationDeps, 'db' | 'nc' | 'logger'>): Promise<void> {
  const { prisma } = deps.db;
  const rows = await prisma.$queryRaw<{ id: string; ageMs: number }[]>`
    SELECT id, extract(epoch FROM now() - created_at)::float8 * 1000 AS "ageMs" FROM notifications
    WHERE pushed_at IS NULL AND created_at < now() - make_interval(secs => ${MIN_AGE_MS / 1_000}::float8)
    ORDER BY created_at LIMIT ${MAX_PER_STEP}`;
  if (rows.length === 0) return;
  const outdatedIds = rows.filter(({ ageMs }) => ageMs > MAX_AGE_MS).map(({ id }) => id);
  if (outdatedIds.length > 0) {
    await prisma.$executeRaw`UPDATE notifications SET pushed_at = now() WHERE id = ANY (${outdatedIds})`;
  }
  const recentIds = rows.filter(({ ageMs }) => ageMs <= MAX_AGE_MS).map(({ id }) => id);
  // Push one at a time and stop at the first failure, so that nothing piles up in this process while NATS does not
  // answer.
  for (const id of recentIds) if (!(await pushNotification(deps, id))) return;
}
