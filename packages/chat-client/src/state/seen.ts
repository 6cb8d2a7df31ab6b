import type { ChatState } from './chat-state.ts';
import { cursorMoved } from './room-entry.ts';
import { seenBy } from './roster.ts';

/** Somebody has seen everything in the room up to `seq`; of oneself, what is left unread is counted anew. */
export function seen(state: ChatState, roomId: string, userId: string, seq: number): ChatState {
  const entry = state.rooms[roomId];
  if (entry === undefined) return state;
  const roster = state.rosters[roomId];
  const next = roster
    ? { ...state, rosters: { ...state.rosters, [roomId]: seenBy(roster, userId, seq) } }
    : state;
  return userId === state.me.id
    ? { ...next, rooms: { ...next.rooms, [roomId]: cursorMoved(entry, seq) } }
    : next;
}
