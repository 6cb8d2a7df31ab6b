import type { Room } from '@kcs/contracts';
import type { RoomAction } from './action.ts';
import { applyEvents } from './apply-events.ts';
import type { ChatState } from './chat-state.ts';
import { confirmedBy } from './pending-message.ts';
import { cursorMoved, entryOf, refreshed, settingsChanged } from './room-entry.ts';
import { rosterReset, seenBy } from './roster.ts';
import { timelineReset } from './timeline.ts';
import { withoutRoom, withoutShown, withRoom } from './with-room.ts';

/** Applies actions about the room list and about the events in rooms. */
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
      return seen(state, action.roomId, action.userId, action.seq);
    default:
      return action satisfies never;
  }
}

/** Adds or refreshes one room. */
function roomLoaded(state: ChatState, room: Room): ChatState {
  const known = state.rooms[room.id];
  return withoutShown(withRoom(state, known ? refreshed(known, room) : entryOf(room)), room.id);
}

/** Continues from a room that was loaded again. A room that has ended meanwhile stays removed. */
function roomReset(state: ChatState, action: Extract<RoomAction, { type: 'room-reset' }>): ChatState {
  const { room, page, events, sequence } = action;
  const known = state.rooms[room.id];
  if (known === undefined) return state;
  const epochs = state.epochs + 1;
  const timeline = state.timelines[room.id];
  const roster = state.rosters[room.id];
  // Use a new entry instead of a refreshed one: after a restore from a backup, the server may know less than this
  // client.
  const entry = cursorMoved(entryOf(room), Math.min(known.summary.last_seen_seq, room.last_seq));
  const reset: ChatState = {
    ...state,
    epochs,
    rooms: { ...state.rooms, [room.id]: entry },
    timelines: timeline ? { ...state.timelines, [room.id]: timelineReset(page, epochs) } : state.timelines,
    rosters: roster
      ? { ...state.rosters, [room.id]: rosterReset(roster, room.last_seq, epochs) }
      : state.rosters,
    pending: confirmedBy(state.pending, page?.messages ?? [], state.me.id),
  };
  return withoutShown(applyEvents(reset, room.id, events, sequence), room.id);
}

/** Records that a user has seen everything in the room up to `seq`. */
function seen(state: ChatState, roomId: string, userId: string, seq: number): ChatState {
  const entry = state.rooms[roomId];
  if (entry === undefined) return state;
  const roster = state.rosters[roomId];
  const next = roster
    ? { ...state, rosters: { ...state.rosters, [roomId]: seenBy(roster, userId, seq) } }
    : state;
  return userId === state.me.id ? withRoom(next, cursorMoved(entry, seq)) : next;
}
