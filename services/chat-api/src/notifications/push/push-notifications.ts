import { NOTICES, type UserType } from '@kcs/contracts';
import { flushWithin, publishNotice } from '@kcs/service-kit';
import type { NotificationDeps } from '../notification-deps.ts';
import { type PushableNotification, readUnpushed } from '../rows/stored-notifications.ts';

type PushDeps = Pick<NotificationDeps, 'db' | 'nc' | 'logger'>;

const FLUSH_TIMEOUT_MS = 1_000;

/**
 * Notifies the gateways of stored notifications, and records that the gateways were notified (NOTIFY-7). If a
 * notification cannot be pushed now, the push sweep tries again. Never throws.
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

function publishToGateways({ nc }: PushDeps, { targets, notification }: PushableNotification): void {
  publishNotice(nc, NOTICES.notified, {
    userIds: targets.filter((target) => target.startsWith('user_')),
    roomIds: targets.filter((target) => target.startsWith('room_')),
    // Only user types contain no underscore.
    userTypes: targets.filter((target) => !target.includes('_')) as UserType[],
    notification,
  });
}
