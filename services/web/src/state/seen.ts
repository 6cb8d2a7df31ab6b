import type { ChatState } from './chat-state.ts';
import { emptyRoster, seenBy } from './roster.ts';
import { cursorMoved } from './summary.ts';

/** Somebody has seen everything in the room up to `seq`; of oneself, what is left unread is counted anew. */
export function seen(state: ChatState, roomId: string, userId: string, seq: number): ChatState {
  const entry = state.rooms[roomId];
  if (entry === undefined) return state;
  const roster = seenBy(state.rosters[roomId] ?? emptyRoster, userId, seq);
  const next = { ...state, rosters: { ...state.rosters, [roomId]: roster } };
  if (userId !== state.me.id || seq <= entry.summary.last_seen_seq) return next;
  const summary = cursorMoved(entry.summary, seq, unreadAbove(state, roomId, seq));
  return { ...next, rooms: { ...next.rooms, [roomId]: { ...entry, summary } } };
}

/** Counted over what is loaded; without a timeline the old count stays until the summary comes anew. */
function unreadAbove(state: ChatState, roomId: string, seq: number): number {
  const { summary } = state.rooms[roomId] ?? {};
  if (summary === undefined || seq >= (summary.last_message?.seq ?? 0)) return 0;
  const timeline = state.timelines[roomId];
  if (!timeline?.loaded) return summary.unread_count;
  return timeline.messages.filter(
    (message) => message.seq > seq && message.sender_id !== state.me.id && message.deleted_at === null,
  ).length;
}
