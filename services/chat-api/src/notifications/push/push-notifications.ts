import { LIMITS, NOTICES } from '@kcs/contracts';
import { flushWithin, publishNotice } from '@kcs/service-kit';
import type { NotificationDeps } from '../notification-deps.ts';
import { type PushableNotification, readUnpushed } from '../rows/stored-notifications.ts';

type PushDeps = Pick<NotificationDeps, 'db' | 'nc' | 'logger'>;

const FLUSH_TIMEOUT_MS = 1_000;

/**
 * Pushes stored notifications to the gateways, and marks them as pushed (NOTIFY-7). Never throws: if the push fails,
 * the push sweep tries again later.
 */
export async function pushNotifications(deps: PushDeps, ids: readonly string[]): Promise<void> {
  try {
    const notifications = await readUnpushed(deps.db.prisma, ids);
    if (notifications.length === 0) return;
    for (const notification of notifications) publishToGateways(deps, notification);
    await flushWithin(deps.nc, FLUSH_TIMEOUT_MS);
    await deps.db.prisma.$executeRaw`
      UPDATE notifications SET pushed_at = now() WHERE id = ANY (${notifications.map(({ id }) => id)})`;
  } catch (err) {
    deps.logger.warn({ err }, 'Could not push notifications to the gateways. Retrying in the background.');
  }
}

/** Publishes one notice for every 2,000 recipients, because the size of a NATS message is limited. */
function publishToGateways({ nc }: PushDeps, { userIds, notification }: PushableNotification): void {
  for (let start = 0; start < userIds.length; start += LIMITS.RECIPIENTS_PER_NOTICE) {
    const someUserIds = userIds.slice(start, start + LIMITS.RECIPIENTS_PER_NOTICE);
    publishNotice(nc, NOTICES.notified, { userIds: someUserIds, notification });
  }
}
