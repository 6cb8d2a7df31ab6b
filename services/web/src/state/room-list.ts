import type { Room } from '@kcs/contracts';
import type { ChatState, RoomEntry } from './chat-state.ts';
import { release, withoutRoom } from './receive.ts';

/** Takes in a fresh summary. One that is older than what is known changes nothing; the cursor never goes back. */
export function roomArrived(state: ChatState, room: Room): ChatState {
  const known = state.rooms[room.id];
  if (known && known.summary.last_seq > room.last_seq) return state;
  const ahead = known && known.summary.last_seen_seq > room.last_seen_seq ? known.summary : undefined;
  const summary = ahead
    ? { ...room, last_seen_seq: ahead.last_seen_seq, unread_count: ahead.unread_count }
    : room;
  const entry: RoomEntry = { summary, held: known?.held ?? [] };
  return release({ ...state, rooms: { ...state.rooms, [room.id]: entry } }, room.id);
}

/** Takes in the whole list: rooms that are no longer in it are gone, unless they came up while it was on its way. */
export function roomsArrived(
  state: ChatState,
  rooms: readonly Room[],
  knownBefore: readonly string[],
): ChatState {
  const listed = new Set(rooms.map((room) => room.id));
  let next = rooms.reduce(roomArrived, state);
  for (const roomId of knownBefore) if (!listed.has(roomId)) next = withoutRoom(next, roomId);
  return { ...next, roomsLoaded: true };
}
