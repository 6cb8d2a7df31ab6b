import type { ChatNotification, ReappearingRoom, RoomEvent } from '@kcs/contracts';
import { deriveId } from './derive-id.ts';

export type MembersChangedEvent = Extract<RoomEvent, { kind: 'members-changed' }>;
type MessageCreatedEvent = Extract<RoomEvent, { kind: 'message-created' }>;

/**
 * A room that event number `seq` makes visible to the users in `userIds`. These users are notified on all their
 * sockets, because their sockets may not have joined the room.
 */
export interface NewChat {
  readonly roomId: string;
  readonly seq: number;
  readonly userIds: readonly string[];
  readonly roomName: string;
  readonly by: { readonly userId: string; readonly name: string };
  readonly body: string;
  readonly at: string;
}

/** Returns the data needed to notify the users whom a `members-changed` event added to a room (ROOM-13). */
export function createNewChatForAddedMembers({
  room_id: roomId,
  seq,
  data,
  created_at: at,
}: MembersChangedEvent): NewChat {
  const { by, roomName, added } = data;
  // Don't notify the user who added the members. If this user has just created the room, `chat-room-added` is sent
  // instead.
  const notifiedUserIds = added.map(({ userId }) => userId).filter((userId) => userId !== by.userId);
  return {
    roomId,
    seq,
    userIds: notifiedUserIds,
    roomName,
    by,
    body: `${by.name} added you to ${roomName}`,
    at,
  };
}

/**
 * Returns the data needed to notify users about a hidden room that a message makes visible again (ROOM-10). The sender
 * may be one of these users, because the room must appear on all of the sender's sockets.
 */
export function createNewChatForShownRoom(
  { room_id: roomId, seq, data, created_at: at }: MessageCreatedEvent,
  { room_name: roomName, user_ids: userIds }: ReappearingRoom,
): NewChat {
  const initiator = { userId: data.sender_id, name: data.sender_name };
  return {
    roomId,
    seq,
    userIds,
    roomName,
    by: initiator,
    body: `${initiator.name} wrote in ${roomName}`,
    at,
  };
}

/**
 * Returns the new-chat notification for one user. The notification's id depends only on the event and the user, so a
 * repeated event produces the same id.
 */
export function createNewChatNotification(chat: NewChat, userId: string): ChatNotification {
  const { roomId, seq, roomName, by, body, at } = chat;
  return {
    id: `notif_${deriveId(`new_chat:${roomId}:${seq}:${at}:${userId}`)}`,
    type: 'new_chat',
    title: roomName,
    body,
    data: { roomId, roomName, initiatedBy: by.userId, initiatorName: by.name },
    timestamp: at,
  };
}
