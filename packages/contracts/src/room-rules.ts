import type { Member } from './member.ts';
import type { Message } from './message.ts';
import type { NotificationLevel, Room } from './room.ts';

/**
 * Returns whether a member may send messages in a room (ROOM-14). The server also rejects messages to a direct room
 * whose other member is deactivated.
 */
export const canPost = (room: {
  readonly post_policy?: string | undefined;
  readonly my_role: string;
}): boolean => room.post_policy !== 'managers' || room.my_role === 'owner' || room.my_role === 'admin';

/**
 * Returns the notification level of the member who loaded the room. An older server sends only `muted`. A level that
 * only a newer version knows counts as `all`.
 */
export function getNotificationLevel(
  room: Pick<Room, 'muted'> & { readonly notification_level?: string | undefined },
): NotificationLevel {
  if (room.muted) return 'none';
  return room.notification_level === 'mentions' ? 'mentions' : 'all';
}

/**
 * Returns whether a member is a recipient of a message: an active person, other than the sender, who had joined when
 * the message was sent (MSG-15). Bot users do not count, because they read nothing. Receipts and "seen by all" include
 * only recipients.
 */
export const isRecipient = (
  member: Pick<Member, 'user_id' | 'active' | 'is_service' | 'joined_seq'>,
  message: Pick<Message, 'sender_id' | 'seq'>,
): boolean =>
  member.active &&
  !member.is_service &&
  member.user_id !== message.sender_id &&
  member.joined_seq < message.seq;
