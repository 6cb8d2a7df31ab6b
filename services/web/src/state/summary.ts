import { LIMITS, type Message, type Room, type RoomEvent } from '@kcs/contracts';

/** The room after its next event. An event that the summary already contains changes nothing. */
export function summaryAfter(room: Room, event: RoomEvent, myId: string): Room {
  if (event.seq <= room.last_seq) return room;
  const next = { ...room, last_seq: event.seq };
  switch (event.kind) {
    case 'message-created':
      return { ...next, last_message: event.data, ...countsAfter(room, event.data, myId) };
    case 'message-updated':
      return room.last_message?.id === event.data.id ? { ...next, last_message: event.data } : next;
    case 'message-deleted': {
      // Sending moves one's own cursor, so what lies above it is always another's.
      const wasUnread = event.data.messageSeq > room.last_seen_seq && room.unread_count < LIMITS.UNREAD_CAP;
      const deleted = room.last_message?.id === event.data.messageId;
      return {
        ...next,
        unread_count: wasUnread ? Math.max(0, room.unread_count - 1) : room.unread_count,
        last_message:
          deleted && room.last_message
            ? {
                ...room.last_message,
                content: null,
                metadata: null,
                reactions: [],
                deleted_at: event.created_at,
              }
            : room.last_message,
      };
    }
    case 'members-changed': {
      const mine = event.data.changed.find((change) => change.userId === myId);
      return {
        ...next,
        member_count: room.member_count + event.data.added.length - event.data.removed.length,
        my_role: mine?.role ?? room.my_role,
      };
    }
    case 'room-updated':
      return { ...next, name: event.data.name };
    case 'room-deleted':
      return next;
    default:
      return event satisfies never;
  }
}

function countsAfter(room: Room, message: Message, myId: string): Partial<Room> {
  if (message.sender_id === myId) {
    return { unread_count: 0, mention_count: 0, last_seen_seq: Math.max(room.last_seen_seq, message.seq) };
  }
  if (message.seq <= room.last_seen_seq) return {};
  return {
    unread_count: Math.min(LIMITS.UNREAD_CAP, room.unread_count + 1),
    mention_count: room.mention_count + (message.mentions.includes(myId) ? 1 : 0),
  };
}

/** The cursor only moves forward. `unread` is what is left above it. */
export function cursorMoved(room: Room, seq: number, unread: number): Room {
  if (seq <= room.last_seen_seq) return room;
  return {
    ...room,
    last_seen_seq: seq,
    unread_count: Math.min(room.unread_count, unread),
    mention_count: unread === 0 ? 0 : room.mention_count,
  };
}

/** When something last happened that a reader would call activity. */
export const lastActivity = (room: Room): string => room.last_message?.created_at ?? room.created_at;
