import { type ChatState, getPosition } from './chat-state.ts';
import { omitKey } from './omit-key.ts';
import { removeSentMessagesUpTo } from './remove-stored-messages.ts';
import type { RoomEntry } from './room-entry.ts';

/** Adds or replaces one room and returns the new state. */
export function setRoomEntry(state: ChatState, entry: RoomEntry): ChatState {
  const { id } = entry.summary;
  return state.rooms[id] === entry ? state : { ...state, rooms: { ...state.rooms, [id]: entry } };
}

/**
 * Removes a room and returns the new state. Keeps the room's unsent messages. The client still tries to send them, so
 * that the server refuses them and the user learns that they were not sent.
 */
export function removeRoom(state: ChatState, roomId: string): ChatState {
  const unsentMessages = (state.pending[roomId] ?? []).filter((message) => message.state !== 'sent');
  return {
    ...state,
    rooms: omitKey(state.rooms, roomId),
    timelines: omitKey(state.timelines, roomId),
    rosters: omitKey(state.rosters, roomId),
    typing: omitKey(state.typing, roomId),
    pending:
      unsentMessages.length > 0
        ? { ...state.pending, [roomId]: unsentMessages }
        : omitKey(state.pending, roomId),
  };
}

/**
 * Removes a room's `sent` messages that its timeline already contains. If the room is unknown, removes all of its
 * `sent` messages, because their events will not arrive.
 */
export function removeShownPendingMessages(state: ChatState, roomId: string): ChatState {
  const pendingByRoom = removeSentMessagesUpTo(
    state.pending,
    roomId,
    getPosition(state, roomId) ?? Number.POSITIVE_INFINITY,
  );
  return pendingByRoom === state.pending ? state : { ...state, pending: pendingByRoom };
}
