import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import {
  ListNotificationsQuery,
  SeenNotificationsBody,
  SeenNotificationsResult,
  StoredNotification,
  UnreadNotificationCount,
} from '@kcs/contracts';
import type { DatabasePoolShares } from '../../limits/pool-shares.ts';
import { markNotificationsSeen } from '../../notifications/commands/mark-notifications-seen.ts';
import type { NotificationDeps } from '../../notifications/notification-deps.ts';
import { countUnreadNotifications } from '../../notifications/queries/count-unread-notifications.ts';
import { listNotifications } from '../../notifications/queries/list-notifications.ts';
import { toPageBody, toSuccessBody } from '../envelope/replies.ts';
import { createListRouteSchema, createRouteSchema } from '../envelope/route-schema.ts';

const openApiTags: [string] = ['Notifications'];

const listSchema = createListRouteSchema(
  {
    tags: openApiTags,
    summary: "List the caller's notifications from other services and the caller's mentions, newest first",
    description:
      'A notification for a room or a user type is listed if the caller belonged to that room or type when the notification arrived, and still does. A mention (type `mention`) is listed if `mention_count` could count it. The list covers the last 30 days.',
    querystring: ListNotificationsQuery,
  },
  StoredNotification,
  [],
  { unread_count: UnreadNotificationCount },
);
const markSeenSchema = createRouteSchema(
  {
    tags: openApiTags,
    summary: 'Mark notifications as seen',
    description:
      '`ids` marks the notifications and mentions with these ids. `all_before` marks the one with this id and all older ones. The read cursors of rooms stay where they are.',
    body: SeenNotificationsBody,
  },
  SeenNotificationsResult,
  ['NOTIFICATION_NOT_FOUND'],
);

/** Registers the routes that list the caller's notifications and mark them as seen (NOTIFY-8, NOTIFY-9). */
export const notificationRoutes: FastifyPluginAsyncTypebox<{
  deps: Pick<NotificationDeps, 'db' | 'nc'> & Pick<DatabasePoolShares, 'lists'>;
}> = async (app, { deps }) => {
  app.get('/chat/notifications', { schema: listSchema }, async ({ query, user }) => {
    const { limit, cursor, unread = false } = query;
    const body = toPageBody(
      await listNotifications(deps, { userId: user.id, isUnreadOnly: unread, limit, cursor }),
    );
    const unreadCount = await countUnreadNotifications(deps.db.prisma, user.id);
    return { ...body, page: { ...body.page, unread_count: unreadCount } };
  });
  app.post('/chat/notifications/seen', { schema: markSeenSchema }, async ({ body, user }) => {
    const seen = 'ids' in body ? { ids: body.ids } : { allBefore: body.all_before };
    const markSeen = () => markNotificationsSeen(deps, { userId: user.id, seen });
    return toSuccessBody({ unread_count: await deps.lists.run(markSeen, user.id) });
  });
};
