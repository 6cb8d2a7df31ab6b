import { getNotificationLevel, type Room } from '@kcs/contracts';

/**
 * Returns whether a room has news for the user: any unread message if the notification level is `all`, or an unread
 * mention of the user if the level is `mentions`.
 */
export function hasNews(room: Room): boolean {
  const notificationLevel = getNotificationLevel(room);
  return (
    (notificationLevel === 'all' && room.unread_count > 0) ||
    (notificationLevel === 'mentions' && room.mention_count > 0)
  );
}
