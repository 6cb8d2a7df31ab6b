import {
  createSequenceAt,
  getNotificationLevel,
  type Member,
  type NotificationLevel,
  type Room,
  type RoomEvent,
  type RoomSequence,
  type ServerEventPayload,
} from '@kcs/contracts';
import { computeSummaryChanges } from './summary-changes.ts';
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

/**
 * Returns the time of the newest message, or the room's creation time if the room has no messages. The room list is
 * sorted by this time.
 */
export const getLastActivity = (room: Room): string => room.last_message?.created_at ?? room.created_at;
