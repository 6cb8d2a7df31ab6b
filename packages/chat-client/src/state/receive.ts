import type { Room, RoomEvent } from '@kcs/contracts';
import type { ChatState } from './chat-state.ts';
import { omit } from './omit.ts';
import { confirmedBy, shownUpTo } from './pending-message.ts';
import { cursorMoved, entryAfter, entryOf, type RoomEntry, refreshed } from './room-entry.ts';
import { rosterAfter } from './roster.ts';
import { restart, type Sequence, take } from './sequence.ts';
import { timelineAfter } from './timeline.ts';
import { notTyping } from './typing.ts';

/** Up to which number a room's events are applied; undefined for a room that is not known. */
export const positionOf = (state: ChatState, roomId: string): number | undefined =>
  state.rooms[roomId]?.sequence.position;

/** Takes in one lasting event; what has its turn changes the state, each event once. */
export function receive(state: ChatState, event: RoomEvent): ChatState {
  const entry = state.rooms[event.room_id];
  if (entry === undefined) return state;
  return released(state, entry, ...take(entry.sequence, event));
}

/** Goes on from a room that was loaded afresh. One that is over meanwhile stays so. */
export function resume(state: ChatState, room: Room): ChatState {
  const known = state.rooms[room.id];
  if (known === undefined) return state;
  // Not `refreshed`: the server may have an earlier state than is known here, where its data was restored.
  const fresh = cursorMoved(entryOf(room), Math.min(known.summary.last_seen_seq, room.last_seq));
  return withoutShown(released(state, fresh, ...restart(known.sequence, room.last_seq)), room.id);
}

function released(
  state: ChatState,
  entry: RoomEntry,
  sequence: Sequence,
  events: readonly RoomEvent[],
): ChatState {
  let next = withEntry(state, entry.sequence === sequence ? entry : { ...entry, sequence });
  for (const event of events) next = applied(next, event);
  return next;
}

const withEntry = (state: ChatState, entry: RoomEntry): ChatState => {
  const { id } = entry.summary;
  return state.rooms[id] === entry ? state : { ...state, rooms: { ...state.rooms, [id]: entry } };
};

function applied(state: ChatState, event: RoomEvent): ChatState {
  const roomId = event.room_id;
  const entry = state.rooms[roomId];
  if (entry === undefined) return state;
  if (endsRoom(event, state.me.id)) return withoutRoom(state, roomId);
  const timeline = state.timelines[roomId];
  const roster = state.rosters[roomId];
  let next = withEntry(state, entryAfter(entry, event, state.me.id));
  if (timeline)
    next = { ...next, timelines: { ...next.timelines, [roomId]: timelineAfter(timeline, event) } };
  if (roster) next = { ...next, rosters: { ...next.rosters, [roomId]: rosterAfter(roster, event) } };
  const silent = silencedBy(event).reduce((typing, userId) => notTyping(typing, roomId, userId), next.typing);
  if (silent !== next.typing) next = { ...next, typing: silent };
  if (event.kind !== 'message-created') return next;
  return { ...next, pending: confirmedBy(next.pending, [event.data], state.me.id) };
}

/** Who is not typing any more: they have sent, or they are gone. */
function silencedBy(event: RoomEvent): readonly string[] {
  if (event.kind === 'message-created') return [event.data.sender_id];
  return event.kind === 'members-changed' ? event.data.removed : [];
}

/** Takes in a fresh summary of one room. */
export function roomArrived(state: ChatState, room: Room): ChatState {
  const known = state.rooms[room.id];
  return withoutShown(withEntry(state, known ? refreshed(known, room) : entryOf(room)), room.id);
}

/** Stored messages that are in what is shown of the room are not shown twice; where the room is not known, nothing is. */
export function withoutShown(state: ChatState, roomId: string): ChatState {
  const pending = shownUpTo(state.pending, roomId, positionOf(state, roomId) ?? Number.POSITIVE_INFINITY);
  return pending === state.pending ? state : { ...state, pending };
}

/** Whether the room is over for this user. */
export const endsRoom = (event: RoomEvent, myId: string): boolean =>
  event.kind === 'room-deleted' || (event.kind === 'members-changed' && event.data.removed.includes(myId));

/** Nothing of the room is left, but what is on its way out: the server refuses it, and the user is told. */
export const withoutRoom = (state: ChatState, roomId: string): ChatState => {
  const pending = (state.pending[roomId] ?? []).filter((message) => message.state !== 'sent');
  return {
    ...state,
    rooms: omit(state.rooms, roomId),
    timelines: omit(state.timelines, roomId),
    rosters: omit(state.rosters, roomId),
    typing: omit(state.typing, roomId),
    pending: pending.length > 0 ? { ...state.pending, [roomId]: pending } : omit(state.pending, roomId),
  };
};
