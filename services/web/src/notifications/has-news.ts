import { getNotificationLevel, type Room } from '@kcs/contracts';

/**
 * Returns whether a room has unread messages that the user wants to notice: any message with the notification level `all`,
 * and mentions of the user with the level `mentions`.
 */
export function hasNews(room: Room): boolean {
  const notificationLevel = getNotificationLevel(room);
  return (
    (notificationLevel === 'all' && room.unread_count > 0) ||
    (notificationLevel === 'mentions' && room.mention_count > 0)
  );
}
