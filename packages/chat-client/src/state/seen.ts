import type { ChatState } from './chat-state.ts';
import { cursorMoved } from './room-entry.ts';
import { emptyRoster, seenBy } from './roster.ts';

/** Somebody has seen everything in the room up to `seq`; of oneself, what is left unread is counted anew. */
export function seen(state: ChatState, roomId: string, userId: string, seq: number): ChatState {
  const entry = state.rooms[roomId];
  if (entry === undefined) return state;
  const roster = seenBy(state.rosters[roomId] ?? emptyRoster, userId, seq);
  const next = { ...state, rosters: { ...state.rosters, [roomId]: roster } };
  return userId === state.me.id
    ? { ...next, rooms: { ...next.rooms, [roomId]: cursorMoved(entry, seq) } }
    : next;
}
