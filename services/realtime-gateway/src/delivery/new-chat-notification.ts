import { createHash } from 'node:crypto';
import type { ChatNotification, RoomEvent, RoomShown } from '@kcs/contracts';

type MembersChangedEvent = Extract<RoomEvent, { kind: 'members-changed' }>;
type MessageCreatedEvent = Extract<RoomEvent, { kind: 'message-created' }>;

/** A room that comes up for users who have not joined it, by the event with this number. */
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

/** 26 characters `[0-9a-z]` out of a hash. */
function derivedId(of: string): string {
  const hash = createHash('sha256').update(of).digest();
  let id = '';
  for (let at = 0; at < 26; at += 1) id += DIGITS[(hash[at] as number) % 36];
  return id;
}

export function newChatOfMembers({
  room_id: roomId,
  seq,
  data,
  created_at: at,
}: MembersChangedEvent): NewChat {
  const { by, roomName, added } = data;
  // Who adds knows.
  const userIds = added.map(({ userId }) => userId).filter((userId) => userId !== by.userId);
  return { roomId, seq, userIds, roomName, by, body: `${by.name} added you to ${roomName}`, at };
}

/** The sender is told too where it was hidden from them: on their other sockets it comes up as for anybody. */
export function newChatOfMessage(
  { room_id: roomId, seq, data, created_at: at }: MessageCreatedEvent,
  { room_name: roomName, user_ids: userIds }: RoomShown,
): NewChat {
  const by = { userId: data.sender_id, name: data.sender_name };
  return { roomId, seq, userIds, roomName, by, body: `${by.name} wrote in ${roomName}`, at };
}

/** The id follows from the event and the user, so a redelivered event notifies by the same id again. */
export function newChatNotification(chat: NewChat, userId: string): ChatNotification {
  const { roomId, seq, roomName, by, body, at } = chat;
  return {
    id: `notif_${derivedId(`new_chat:${roomId}:${seq}:${at}:${userId}`)}`,
    type: 'new_chat',
    title: roomName,
    body,
    data: { roomId, roomName, initiatedBy: by.userId, initiatorName: by.name },
    timestamp: at,
  };
}
