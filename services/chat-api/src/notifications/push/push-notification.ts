import { LIMITS, NOTICES } from '@kcs/contracts';
import { flushWithin, publishNotice } from '@kcs/service-kit';
import type { NotificationDeps } from '../notification-deps.ts';
import { type PushableNotification, readUnpushed } from '../rows/stored-notifications.ts';

type PushDeps = Pick<NotificationDeps, 'db' | 'nc' | 'logger'>;

const FLUSH_TIMEOUT_MS = 1_000;

/**
 * Pushes a stored notification to the gateways, and marks it as pushed (NOTIFY-7). Does nothing if it was already
 * pushed. Never throws: if the push fails, returns false, and the push sweep tries again later.
 */
export async function pushNotification(deps: PushDeps, id: string): Promise<boolean> {
  try {
    const notification = await readUnpushed(deps.db.prisma, id);
    if (!notification) return true;
    publishToGateways(deps, notification);
    await flushWithin(deps.nc, FLUSH_TIMEOUT_MS);
    await deps.db.prisma.$executeRaw`UPDATE notifications SET pushed_at = now() WHERE id = ${id}`;
    return true;
  } catch (err) {
    deps.logger.warn({ err }, 'Could not push a notification to the gateways. Retrying in the background.');
    return false;
  }
}

/** Publishes one notice for every 2,000 recipients, because the size of a NATS message is limited. */
function publishToGateways({ nc }: PushDeps, { userIds, notification }: PushableNotification): void {
  for (let start = 0; start < userIds.length; start += LIMITS.RECIPIENTS_PER_NOTICE) {
    const someUserIds = userIds.slice(start, start + LIMITS.RECIPIENTS_PER_NOTICE);
    publishNotice(nc, NOTICES.notified, { userIds: someUserIds, notification });
  }
}
