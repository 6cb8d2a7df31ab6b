import { createHash } from 'node:crypto';
import type { ChatNotification, RoomEvent } from '@kcs/contracts';

type MembersChangedEvent = Extract<RoomEvent, { kind: 'members-changed' }>;

const DIGITS = '0123456789abcdefghijklmnopqrstuvwxyz';

/** 26 characters `[0-9a-z]` out of a hash. */
function derivedId(of: string): string {
  const hash = createHash('sha256').update(of).digest();
  let id = '';
  for (let at = 0; at < 26; at += 1) id += DIGITS[(hash[at] as number) % 36];
  return id;
}

/**
 * What tells a user of being added to a room. The id follows from the event and the user, so a redelivered event
 * notifies by the same id again.
 */
export function newChatNotification(event: MembersChangedEvent, userId: string): ChatNotification {
  const { by, roomName } = event.data;
  return {
    id: `notif_${derivedId(`new_chat:${event.room_id}:${event.seq}:${userId}`)}`,
    type: 'new_chat',
    title: roomName,
    body: `${by.name} added you to ${roomName}`,
    data: { roomId: event.room_id, roomName, initiatedBy: by.userId, initiatorName: by.name },
    timestamp: event.created_at,
  };
}
