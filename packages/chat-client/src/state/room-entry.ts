import {
  type Room,
  type RoomEvent,
  type RoomSequence,
  sequenceAt,
  type UnknownRoomEvent,
} from '@kcs/contracts';
import { messagesAfter } from './messages-after.ts';
import { countsOf, seenUpTo, type Unread, unreadAfter, unreadOf } from './unread.ts';

/**
 * A room of the room list. `summary` includes every event up to its `last_seq`. It may be ahead of the sequence's
 * position, because it may have been loaded while the events up to there were still on their way.
 */
export interface RoomEntry {
  readonly summary: Room;
  readonly unread: Unread;
  readonly sequence: RoomSequence<RoomEvent>;
  /** The server's time of the last settings event that was applied. */
  readonly settingsAt?: string;
}

/** Returns whether the unread counts must be loaded from the server. */
export const isStale = (entry: RoomEntry): boolean => !entry.unread.certain;

export const entryOf = (room: Room): RoomEntry => ({
  summary: room,
  unread: unreadOf(room),
  sequence: sequenceAt(room.last_seq),
});

/** Applies a loaded summary. An older summary changes nothing, and the read cursor never moves back (UNREAD-3). */
export function refreshed(entry: RoomEntry, room: Room): RoomEntry {
  if (room.last_seq < entry.summary.last_seq) return entry;
  const fresh = { ...entry, summary: room, unread: unreadOf(room) };
  return cursorMoved(fresh, entry.summary.last_seen_seq);
}

/** Applies a change of the user's own settings. An earlier change that arrives late is dropped. */
export function settingsChanged(entry: RoomEntry, muted: boolean, at: string): RoomEntry {
  if (entry.settingsAt !== undefined && entry.settingsAt > at) return entry;
  return { ...entry, settingsAt: at, summary: { ...entry.summary, muted } };
}

/** Moves the user's read cursor forward to `seq`. */
export function cursorMoved(entry: RoomEntry, seq: number): RoomEntry {
  const { summary } = entry;
  if (seq <= summary.last_seen_seq) return entry;
  const unread = seenUpTo(entry.unread, seq);
  return { ...entry, unread, summary: { ...summary, last_seen_seq: seq, ...countsOf(unread) } };
}

/** Returns the entry after the room's next event. An event that the summary already includes changes nothing. */
export function entryAfter(entry: RoomEntry, event: RoomEvent, myId: string): RoomEntry {
  const { summary } = entry;
  if (event.seq <= summary.last_seq) return entry;
  const unread = unreadAfter(entry.unread, event, summary.last_seen_seq, myId);
  const next = {
    ...summary,
    ...countsOf(unread),
    ...summaryChanges(summary, event, myId),
    last_seq: event.seq,
  };
  return { ...entry, unread, summary: next };
}

function summaryChanges(room: Room, event: RoomEvent, myId: string): Partial<Room> {
  switch (event.kind) {
    case 'message-created': {
      const isOwn = event.data.sender_id === myId;
      const last_seen_seq = isOwn ? Math.max(room.last_seen_seq, event.data.seq) : room.last_seen_seq;
      return { last_message: event.data, last_seen_seq };
    }
    case 'message-updated':
    case 'message-deleted': {
      // The event changed either the newest message itself or the message that it quotes.
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
      event satisfies UnknownRoomEvent;
      return {};
  }
}

/** Returns the time of the newest message, or of the room's creation. It orders the room list. */
export const lastActivity = (room: Room): string => room.last_message?.created_at ?? room.created_at;
