import type { Room, RoomEvent } from '@kcs/contracts';
import { messagesAfter } from './messages-after.ts';
import { type Sequence, sequenceFrom } from './sequence.ts';
import { countsOf, seenUpTo, type Unread, unreadAfter, unreadOf } from './unread.ts';

/**
 * A room as the list shows it. `summary` holds all events up to its `last_seq`, which may be ahead of the position
 * of the sequence: the summary was loaded, while the events up to there are still on their way.
 */
export interface RoomEntry {
  readonly summary: Room;
  readonly unread: Unread;
  readonly sequence: Sequence;
}

/** Whether only the server can tell what is unread. */
export const isStale = (entry: RoomEntry): boolean => !entry.unread.sure;

export const entryOf = (room: Room): RoomEntry => ({
  summary: room,
  unread: unreadOf(room),
  sequence: sequenceFrom(room.last_seq),
});

/** Takes in a fresh summary. One that is older than what is known changes nothing; the cursor never goes back. */
export function refreshed(entry: RoomEntry, room: Room): RoomEntry {
  if (room.last_seq < entry.summary.last_seq) return entry;
  const fresh = { ...entry, summary: room, unread: unreadOf(room) };
  return cursorMoved(fresh, entry.summary.last_seen_seq);
}

/** The user has seen everything up to `seq`; the cursor only moves forward. */
export function cursorMoved(entry: RoomEntry, seq: number): RoomEntry {
  const { summary } = entry;
  if (seq <= summary.last_seen_seq) return entry;
  const unread = seenUpTo(entry.unread, seq);
  return { ...entry, unread, summary: { ...summary, last_seen_seq: seq, ...countsOf(unread) } };
}

/** The entry after the room's next event. An event that the summary already contains changes nothing. */
export function entryAfter(entry: RoomEntry, event: RoomEvent, myId: string): RoomEntry {
  const { summary } = entry;
  if (event.seq <= summary.last_seq) return entry;
  const unread = unreadAfter(entry.unread, event, summary.last_seen_seq, myId);
  const next = { ...summary, ...countsOf(unread), ...changes(summary, event, myId), last_seq: event.seq };
  return { ...entry, unread, summary: next };
}

function changes(room: Room, event: RoomEvent, myId: string): Partial<Room> {
  switch (event.kind) {
    case 'message-created': {
      const own = event.data.sender_id === myId;
      const last_seen_seq = own ? Math.max(room.last_seen_seq, event.data.seq) : room.last_seen_seq;
      return { last_message: event.data, last_seen_seq };
    }
    case 'message-updated':
    case 'message-deleted': {
      // The newest message itself, or the parent that it answers.
      const [last_message = null] = messagesAfter(room.last_message ? [room.last_message] : [], event);
      return { last_message };
    }
    case 'members-changed': {
      const { added, removed, changed } = event.data;
      return {
        member_count: room.member_count + added.length - removed.length,
        my_role: changed.find(({ userId }) => userId === myId)?.role ?? room.my_role,
      };
    }
    case 'room-updated':
      return { name: event.data.name };
    case 'room-deleted':
      return {};
    default:
      return event satisfies never;
  }
}

/** When something last happened that a reader would call activity. */
export const lastActivity = (room: Room): string => room.last_message?.created_at ?? room.created_at;
