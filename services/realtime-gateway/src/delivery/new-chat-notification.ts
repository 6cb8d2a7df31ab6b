import { createHash } from 'node:crypto';
import type { ChatNotification, RoomEvent, RoomShown, ServerEventPayload } from '@kcs/contracts';

type MembersChangedEvent = Extract<RoomEvent, { kind: 'members-changed' }>;
type MessageCreatedEvent = Extract<RoomEvent, { kind: 'message-created' }>;

/**
 * A room that becomes visible to the users in `userIds` with event `seq`. The users' sockets have not joined the room
 * yet.
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

const DIGITS = '0123456789abcdefghijklmnopqrstuvwxyz';

/** Returns an id of 26 characters `[0-9a-z]`, derived from a hash of the text. */
function deriveId(text: string): string {
  const hash = createHash('sha256').update(text).digest();
  let id = '';
  for (let at = 0; at < 26; at += 1) id += DIGITS[(hash[at] as number) % 36];
  return id;
}

/** Returns the new chat to announce to the members whom a `members-changed` event added (ROOM-13). */
export function newChatForAddedMembers({
  room_id: roomId,
  seq,
  data,
  created_at: at,
}: MembersChangedEvent): NewChat {
  const { by, roomName, added } = data;
  // The creator of a room receives `chat-room-added` instead.
  const userIds = added.map(({ userId }) => userId).filter((userId) => userId !== by.userId);
  return { roomId, seq, userIds, roomName, by, body: `${by.name} added you to ${roomName}`, at };
}

/**
 * Returns the `chat-room-added` event for the creator's own sockets, or undefined if the event does not create a room
 * (ROOM-13).
 */
export function roomAddedForCreator({
  room_id: roomId,
  data,
  created_at: timestamp,
}: MembersChangedEvent): ServerEventPayload<'chat-room-added'> | undefined {
  const { by: addedBy, roomName, roomType, added } = data;
  if (!added.some(({ userId }) => userId === addedBy.userId)) return undefined;
  return { roomId, roomName, roomType, addedBy, timestamp };
}

/**
 * Returns the new chat to announce when a message makes a hidden room visible again (ROOM-10). A sender who had hidden
 * the room is also notified, because the room must appear on the sender's other sockets.
 */
export function newChatForShownRoom(
  { room_id: roomId, seq, data, created_at: at }: MessageCreatedEvent,
  { room_name: roomName, user_ids: userIds }: RoomShown,
): NewChat {
  const by = { userId: data.sender_id, name: data.sender_name };
  return { roomId, seq, userIds, roomName, by, body: `${by.name} wrote in ${roomName}`, at };
}

/**
 * Returns the new-chat notification for one user. Its id is derived from the event and the user, so a redelivered event
 * produces the same id.
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
