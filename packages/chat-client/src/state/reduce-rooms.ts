import type { Room } from '@kcs/contracts';
import type { RoomAction } from './action.ts';
import { resetTimeline } from './add-loaded-page.ts';
import { applyEventsToState } from './apply-events.ts';
import type { ChatState } from './chat-state.ts';
import { removeConfirmedMessages } from './remove-stored-messages.ts';
import {
  createRoomEntry,
  moveReadCursor,
  setNotificationLevel,
  updateOwnSettings,
  updateSummary,
} from './room-entry.ts';
import { moveMemberReadCursor, resetRoster } from './roster.ts';
import { removeRoom, removeShownPendingMessages, setRoomEntry } from './with-room.ts';

/** Applies an action that concerns rooms, their settings, or their events, and returns the new state. */
export function reduceRooms(state: ChatState, action: RoomAction): ChatState {
  switch (action.type) {
    case 'rooms-loaded':
      return { ...action.rooms.reduce(storeLoadedRoom, state), roomsLoaded: true };
    case 'room-loaded':
      return storeLoadedRoom(state, action.room);
    case 'room-removed':
      return removeRoom(state, action.roomId);
    case 'level-changed': {
      const roomEntry = state.rooms[action.roomId];
      return roomEntry ? setRoomEntry(state, setNotificationLevel(roomEntry, action.level)) : state;
    }
    case 'settings-changed': {
      const roomEntry = state.rooms[action.settings.roomId];
      return roomEntry ? setRoomEntry(state, updateOwnSettings(roomEntry, action.settings)) : state;
    }
    case 'events-released':
      return applyEventsToState(state, action.roomId, action.events, action.sequence);
    case 'room-reset':
      return resetRoom(state, action);
    case 'seen':
      return markMessagesSeen(state, action.roomId, action.userId, action.seq);
    default:
      return action satisfies never;
  }
}

/** Adds a loaded room, or updates the room's summary if the room is already known. */
function storeLoadedRoom(state: ChatState, room: Room): ChatState {
  const previousEntry = state.rooms[room.id];
  return removeShownPendingMessages(
    setRoomEntry(state, previousEntry ? updateSummary(previousEntry, room) : createRoomEntry(room)),
    room.id,
  );
}

/** Replaces the data of a room that was loaded again. Does nothing if the room has been removed in the meantime. */
function resetRoom(state: ChatState, action: Extract<RoomAction, { type: 'room-reset' }>): ChatState {
  const { room, page, events, sequence } = action;
  const oldEntry = state.rooms[room.id];
  if (oldEntry === undefined) return state;
  const versionAfterReset = state.lastVersion + 1;
  const timeline = state.timelines[room.id];
  const roster = state.rosters[room.id];
  // Create a new entry instead of updating the old one, because a server restored from a backup may have fewer events
  // than this client has applied.
  const newEntry = moveReadCursor(
    createRoomEntry(room),
    Math.min(oldEntry.summary.last_seen_seq, room.last_seq),
  );
  const stateAfterReset: ChatState = {
    ...state,
    lastVersion: versionAfterReset,
    rooms: { ...state.rooms, [room.id]: newEntry },
    timelines: timeline
      ? { ...state.timelines, [room.id]: resetTimeline(page, versionAfterReset) }
      : state.timelines,
    rosters: roster
      ? { ...state.rosters, [room.id]: resetRoster(roster, room.last_seq, versionAfterReset) }
      : state.rosters,
    pending: removeConfirmedMessages(state.pending, page?.messages ?? [], state.me.id),
  };
  return removeShownPendingMessages(applyEventsToState(stateAfterReset, room.id, events, sequence), room.id);
}

/** Records that a user has seen all messages of a room up to `seq`. */
function markMessagesSeen(state: ChatState, roomId: string, userId: string, seq: number): ChatState {
  const roomEntry = state.rooms[roomId];
  if (roomEntry === undefined) return state;
  const roster = state.rosters[roomId];
  const nextState = roster
    ? { ...state, rosters: { ...state.rosters, [roomId]: moveMemberReadCursor(roster, userId, seq) } }
    : state;
  return userId === state.me.id ? setRoomEntry(nextState, moveReadCursor(roomEntry, seq)) : nextState;
}
