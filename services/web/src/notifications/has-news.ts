import { getNotificationLevel, type Room } from '@kcs/contracts';

/**
 * Returns whether a room has unread messages that the user wants to notice: any message with the notification level `all`,
 * and mentions of the user with the level `mentions`.
 */
export function hasNews(room: Room): boolean {
  const level = getNotificationLevel(room);
  return (level === 'all' && room.unread_count > 0) || (level === 'mentions' && room.mention_count > 0);
}
