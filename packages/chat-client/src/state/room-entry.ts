import {
  createSequenceAt,
  getNotificationLevel,
  type LastMessage,
  type Member,
  type NotificationLevel,
  type Room,
  type RoomEvent,
  type RoomSequence,
  type ServerEventPayload,
  type UnknownRoomEvent,
} from '@kcs/contracts';
import { applyEventToMessages } from './messages-after.ts';
import { createRoomChange } from './room-change.ts';
import {
  applyEventToUnreadState,
  computeUnreadCounts,
  createUnreadState,
  moveUnreadCursor,
  type UnreadState,
} from './unread.ts';

/**
 * A room in the room list. `summary` includes all events up to its `last_seq`. The summary may be ahead of the position
 * in `sequence`, because it may have been loaded before the latest events arrived.
 */
export interface RoomEntry {
  readonly summary: Room;
  readonly unread: UnreadState;
  readonly sequence: RoomSequence<RoomEvent>;
  /** The server time of the newest change to the user's own settings that this client has applied. */
  readonly settingsAt?: string;
}

/** Returns whether the unread counts are uncertain and must be loaded from the server. */
export const isRoomEntryStale = (entry: RoomEntry): boolean => !entry.unread.isCertain;

export const createRoomEntry = (room: Room): RoomEntry => ({
  summary: room,
  unread: createUnreadState(room),
  sequence: createSequenceAt(room.last_seq),
});

/**
 * Replaces the entry's summary with a newly loaded one and returns the new entry. Ignores a summary that is older than
 * the current one. The read cursor never moves back (UNREAD-3).
 */
export function updateSummary(entry: RoomEntry, room: Room): RoomEntry {
  if (room.last_seq < entry.summary.last_seq) return entry;
  const reloadedEntry = { ...entry, summary: room, unread: createUnreadState(room) };
  return moveReadCursor(reloadedEntry, entry.summary.last_seen_seq);
}

/** Sets the user's notification level for the room and returns the new entry. */
export const setNotificationLevel = (entry: RoomEntry, level: NotificationLevel): RoomEntry => ({
  ...entry,
  summary: { ...entry.summary, muted: level === 'none', notification_level: level },
});

/**
 * Changes the user's own settings and returns the new entry. Ignores a change that is older than the latest one
 * applied.
 */
export function updateOwnSettings(
  entry: RoomEntry,
  settings: ServerEventPayload<'chat-room-settings-changed'>,
): RoomEntry {
  const { muted, notificationLevel, timestamp } = settings;
  if (entry.settingsAt !== undefined && entry.settingsAt > timestamp) return entry;
  const level = getNotificationLevel({ muted, notification_level: notificationLevel });
  return { ...setNotificationLevel(entry, level), settingsAt: timestamp };
}

/** Moves the user's read cursor to `seq` and returns the new entry. The cursor never moves back. */
export function moveReadCursor(entry: RoomEntry, seq: number): RoomEntry {
  const { summary } = entry;
  if (seq <= summary.last_seen_seq) return entry;
  const nextUnreadState = moveUnreadCursor(entry.unread, seq);
  return {
    ...entry,
    unread: nextUnreadState,
    summary: { ...summary, last_seen_seq: seq, ...computeUnreadCounts(nextUnreadState) },
  };
}

/**
 * Applies the room's next event to its entry and returns the new entry. Ignores an event that the summary already
 * includes. `members` contains the members known before the event.
 */
export function applyEventToRoomEntry(
  entry: RoomEntry,
  event: RoomEvent,
  myId: string,
  members: readonly Member[] = [],
): RoomEntry {
  const { summary } = entry;
  if (event.seq <= summary.last_seq) return entry;
  const nextUnreadState = applyEventToUnreadState(entry.unread, event, summary.last_seen_seq, myId);
  const nextSummary = {
    ...summary,
    ...computeUnreadCounts(nextUnreadState),
    ...computeSummaryChanges(summary, event, myId, members),
    last_seq: event.seq,
  };
  return { ...entry, unread: nextUnreadState, summary: nextSummary };
}

function computeSummaryChanges(
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

/**
 * Returns the time of the newest message, or the room's creation time if the room has no messages. The room list is
 * sorted by this time.
 */
export const getLastActivity = (room: Room): string => room.last_message?.created_at ?? room.created_at;
