import type { RoomEvent } from '@kcs/contracts';
import type { ChatState, RoomEntry } from './chat-state.ts';
import { omit } from './omit.ts';
import { confirmedBy } from './outbox.ts';
import { rosterAfter } from './roster.ts';
import { summaryAfter } from './summary.ts';
import { timelineAfter } from './timeline.ts';
import { notTyping } from './typing.ts';

/** Events held per room while an earlier one is missing; what does not fit is asked for again. */
const HELD_MOST = 500;

/** Up to which number everything shown of a room is applied; undefined for a room that is not known. */
export function positionOf(state: ChatState, roomId: string): number | undefined {
  return state.timelines[roomId]?.position ?? state.rooms[roomId]?.summary.last_seq;
}

/**
 * Takes in one lasting event, from whichever way it came. The state changes strictly by `seq`, each event once:
 * repeats are dropped, what is ahead is held until the gap before it has closed.
 */
export function receive(state: ChatState, event: RoomEvent): ChatState {
  const position = positionOf(state, event.room_id);
  const entry = state.rooms[event.room_id];
  if (position === undefined || entry === undefined || event.seq <= position) return state;
  if (event.seq > position + 1) return withEntry(state, event.room_id, hold(entry, event));
  return release(applied(state, event), event.room_id);
}

function hold(entry: RoomEntry, event: RoomEvent): RoomEntry {
  if (entry.held.some((known) => known.seq === event.seq)) return entry;
  const held = [...entry.held, event].sort((a, b) => a.seq - b.seq).slice(0, HELD_MOST);
  return { ...entry, held };
}

/** Applies what was held and has now its turn, and forgets what is past. */
export function release(state: ChatState, roomId: string): ChatState {
  let next = state;
  for (const event of state.rooms[roomId]?.held ?? []) {
    const position = positionOf(next, roomId);
    if (position === undefined) return next;
    if (event.seq === position + 1) next = applied(next, event);
  }
  const entry = next.rooms[roomId];
  if (entry === undefined || entry.held.length === 0) return next;
  const position = positionOf(next, roomId) ?? 0;
  return withEntry(next, roomId, { ...entry, held: entry.held.filter((event) => event.seq > position) });
}

const withEntry = (state: ChatState, roomId: string, entry: RoomEntry): ChatState =>
  state.rooms[roomId] === entry ? state : { ...state, rooms: { ...state.rooms, [roomId]: entry } };

function applied(state: ChatState, event: RoomEvent): ChatState {
  const roomId = event.room_id;
  if (endsRoom(event, state.me.id)) return withoutRoom(state, roomId);
  const entry = state.rooms[roomId];
  const timeline = state.timelines[roomId];
  const roster = state.rosters[roomId];
  let next = state;
  if (entry)
    next = withEntry(next, roomId, { ...entry, summary: summaryAfter(entry.summary, event, state.me.id) });
  if (timeline)
    next = { ...next, timelines: { ...next.timelines, [roomId]: timelineAfter(timeline, event) } };
  if (roster) next = { ...next, rosters: { ...next.rosters, [roomId]: rosterAfter(roster, event) } };
  if (event.kind !== 'message-created') return next;
  return {
    ...next,
    typing: notTyping(next.typing, roomId, event.data.sender_id),
    outbox: confirmedBy(next.outbox, [event.data], state.me.id),
  };
}

/** Whether the room is over for this user. */
export const endsRoom = (event: RoomEvent, myId: string): boolean =>
  event.kind === 'room-deleted' || (event.kind === 'members-changed' && event.data.removed.includes(myId));

/** Nothing of the room is left. */
export const withoutRoom = (state: ChatState, roomId: string): ChatState => ({
  ...state,
  rooms: omit(state.rooms, roomId),
  timelines: omit(state.timelines, roomId),
  rosters: omit(state.rosters, roomId),
  typing: omit(state.typing, roomId),
  outbox: omit(state.outbox, roomId),
});
