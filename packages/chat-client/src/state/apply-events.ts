import type { RoomEvent, RoomSequence } from '@kcs/contracts';
import { applyEventToTimeline } from './apply-event-to-timeline.ts';
import type { ChatState } from './chat-state.ts';
import { markOwnReactions } from './own-reactions.ts';
import { removeConfirmedMessages } from './remove-stored-messages.ts';
import { applyEventToRoomEntry } from './room-entry.ts';
import { applyEventToRoster } from './roster.ts';
import { removeTypist } from './typing.ts';
import { removeRoom, setRoomEntry } from './with-room.ts';

/** Returns whether the event ends the room for this user: the user was removed, or the room was deleted. */
export const endsRoomForUser = (event: RoomEvent, myId: string): boolean =>
  event.kind === 'room-deleted' || (event.kind === 'members-changed' && event.data.removed.includes(myId));

/**
 * Applies released events to a room, sets the room's new sequence, and returns the new state. An event that ends the
 * room removes the room, and later events in the list change nothing.
 */
export function applyEventsToState(
  state: ChatState,
  roomId: string,
  events: readonly RoomEvent[],
  sequence: RoomSequence<RoomEvent>,
): ChatState {
  const roomEntry = state.rooms[roomId];
  if (roomEntry === undefined) return state;
  return events
    .map((event) => markOwnReactions(event, state.me.id))
    .reduce(
      applyEventToState,
      setRoomEntry(state, roomEntry.sequence === sequence ? roomEntry : { ...roomEntry, sequence }),
    );
}

function applyEventToState(state: ChatState, event: RoomEvent): ChatState {
  const roomId = event.room_id;
  const roomEntry = state.rooms[roomId];
  if (roomEntry === undefined) return state;
  if (endsRoomForUser(event, state.me.id)) return removeRoom(state, roomId);
  const timeline = state.timelines[roomId];
  const roster = state.rosters[roomId];
  let nextState = setRoomEntry(state, applyEventToRoomEntry(roomEntry, event, state.me.id, roster?.members));
  if (timeline) {
    nextState = {
      ...nextState,
      timelines: { ...nextState.timelines, [roomId]: applyEventToTimeline(timeline, event, roster?.members) },
    };
  }
  if (roster)
    nextState = {
      ...nextState,
      rosters: { ...nextState.rosters, [roomId]: applyEventToRoster(roster, event) },
    };
  const remainingTypistsByRoom = listUsersWhoStoppedTyping(event).reduce(
    (before, userId) => removeTypist(before, roomId, userId),
    nextState.typing,
  );
  if (remainingTypistsByRoom !== nextState.typing)
    nextState = { ...nextState, typing: remainingTypistsByRoom };
  if (event.kind !== 'message-created') return nextState;
  return { ...nextState, pending: removeConfirmedMessages(nextState.pending, [event.data], state.me.id) };
}

/** Returns the users who are no longer typing after this event, because they sent a message or left the room. */
function listUsersWhoStoppedTyping(event: RoomEvent): readonly string[] {
  if (event.kind === 'message-created') return [event.data.sender_id];
  return event.kind === 'members-changed' ? event.data.removed : [];
}
