import type { Room } from '@kcs/contracts';
import type { RoomAction } from './action.ts';
import { applyEvents } from './apply-events.ts';
import type { ChatState } from './chat-state.ts';
import { withoutConfirmed } from './pending-message.ts';
import { entryOf, settingsChanged, summaryLoaded, withReadCursor } from './room-entry.ts';
import { rosterReset, withCursor } from './roster.ts';
import { timelineReset } from './timeline.ts';
import { withoutRoom, withoutShownMessages, withRoom } from './with-room.ts';

/** Returns the state after an action on the room list or after new room events. */
export function reduceRooms(state: ChatState, action: RoomAction): ChatState {
  switch (action.type) {
    case 'rooms-loaded':
      return { ...action.rooms.reduce(roomLoaded, state), roomsLoaded: true };
    case 'room-loaded':
      return roomLoaded(state, action.room);
    case 'room-removed':
      return withoutRoom(state, action.roomId);
    case 'muted': {
      const entry = state.rooms[action.roomId];
      return entry
        ? withRoom(state, { ...entry, summary: { ...entry.summary, muted: action.muted } })
        : state;
    }
    case 'settings-changed': {
      const { roomId, muted, timestamp } = action.settings;
      const entry = state.rooms[roomId];
      return entry ? withRoom(state, settingsChanged(entry, muted, timestamp)) : state;
    }
    case 'events-released':
      return applyEvents(state, action.roomId, action.events, action.sequence);
    case 'room-reset':
      return roomReset(state, action);
    case 'seen':
      return markSeen(state, action.roomId, action.userId, action.seq);
    default:
      return action satisfies never;
  }
}

/** Adds a loaded room, or updates the room's summary if the room is already known. */
function roomLoaded(state: ChatState, room: Room): ChatState {
  const knownEntry = state.rooms[room.id];
  return withoutShownMessages(
    withRoom(state, knownEntry ? summaryLoaded(knownEntry, room) : entryOf(room)),
    room.id,
  );
}

/** Replaces the data of a room that was loaded again. Does nothing if the room has been removed in the meantime. */
function roomReset(state: ChatState, action: Extract<RoomAction, { type: 'room-reset' }>): ChatState {
  const { room, page, events, sequence } = action;
  const oldEntry = state.rooms[room.id];
  if (oldEntry === undefined) return state;
  const lastVersion = state.lastVersion + 1;
  const timeline = state.timelines[room.id];
  const roster = state.rosters[room.id];
  // Create a new entry instead of updating the old one, because a server restored from a backup may have fewer events
  // than this client.
  const entry = withReadCursor(entryOf(room), Math.min(oldEntry.summary.last_seen_seq, room.last_seq));
  const reset: ChatState = {
    ...state,
    lastVersion,
    rooms: { ...state.rooms, [room.id]: entry },
    timelines: timeline
      ? { ...state.timelines, [room.id]: timelineReset(page, lastVersion) }
      : state.timelines,
    rosters: roster
      ? { ...state.rosters, [room.id]: rosterReset(roster, room.last_seq, lastVersion) }
      : state.rosters,
    pending: withoutConfirmed(state.pending, page?.messages ?? [], state.me.id),
  };
  return withoutShownMessages(applyEvents(reset, room.id, events, sequence), room.id);
}

/** Records that a user has seen all messages of a room up to `seq`. */
function markSeen(state: ChatState, roomId: string, userId: string, seq: number): ChatState {
  const entry = state.rooms[roomId];
  if (entry === undefined) return state;
  const roster = state.rosters[roomId];
  const next = roster
    ? { ...state, rosters: { ...state.rosters, [roomId]: withCursor(roster, userId, seq) } }
    : state;
  return userId === state.me.id ? withRoom(next, withReadCursor(entry, seq)) : next;
}
