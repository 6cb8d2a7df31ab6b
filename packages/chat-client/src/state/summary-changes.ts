import type { LastMessage, Member, Room, RoomEvent, UnknownRoomEvent } from '@kcs/contracts';
import { applyEventToMessages } from './messages-after.ts';
import { createRoomChange } from './room-change.ts';

/** Returns the fields of a room's summary that an event changes. */
export function computeSummaryChanges(
  room: Room,
  event: RoomEvent,
  myId: string,
  members: readonly Member[],
): Partial<Room> {
  const lastRoomChange = createRoomChange(event, members) ?? null;
  switch (event.kind) {
    case 'message-created': {
      const isFromMe = event.data.sender_id === myId;
      const lastSeenSeq = isFromMe ? Math.max(room.last_seen_seq, event.data.seq) : room.last_seen_seq;
      return { last_message: event.data, last_change: lastRoomChange, last_seen_seq: lastSeenSeq };
    }
    case 'message-updated':
    case 'message-deleted': {
      // The event affects the summary only if it changed the newest message or the message that the newest one replies
      // to.
      const [last_message = null] = applyEventToMessages(room.last_message ? [room.last_message] : [], event);
      return { last_message: last_message && omitContentCutIfDeleted(last_message) };
    }
    case 'members-changed': {
      const { added, removed, changed } = event.data;
      return {
        last_change: lastRoomChange,
        member_count: room.member_count + added.length - removed.length,
        my_role: changed.find(({ userId }) => userId === myId)?.role ?? room.my_role,
      };
    }
    case 'room-updated':
      return {
        last_change: lastRoomChange,
        name: event.data.name,
        post_policy: event.data.postPolicy ?? room.post_policy,
      };
    case 'room-deleted':
      return {};
    default:
      event satisfies UnknownRoomEvent;
      return {};
  }
}

/**
 * Returns a deleted message without `content_cut`, because it has no content (ROOM-20). Returns any other message
 * unchanged.
 */
function omitContentCutIfDeleted(message: LastMessage): LastMessage {
  if (message.content !== null) return message;
  const { content_cut: _cut, ...rest } = message;
  return rest;
}
