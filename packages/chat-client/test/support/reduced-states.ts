import { createSequenceAt, type RoomEvent } from '@kcs/contracts';
import type { StateAction } from '../../src/state/action.ts';
import { type ChatState, createInitialState } from '../../src/state/chat-state.ts';
import { reduceState } from '../../src/state/reduce.ts';
import { buildMember, buildMessage, buildRoom, MY_USER_ID, ROOM_ID } from './samples.ts';

const ownProfile = { id: MY_USER_ID, name: 'Me', email: 'me@school.example', user_type: 'Student' as const };
export const reduceActions = (state: ChatState, ...actions: StateAction[]) =>
  actions.reduce(reduceState, state);
export const createEventsReleasedAction = (...events: RoomEvent[]): StateAction => ({
  type: 'events-released',
  roomId: ROOM_ID,
  events,
  sequence: createSequenceAt(events.at(-1)?.seq ?? 10),
});
const onlineState = reduceActions(createInitialState(ownProfile), {
  type: 'connection',
  connection: 'online',
});
export const stateWithRoom = reduceActions(onlineState, { type: 'rooms-loaded', rooms: [buildRoom()] });
/** The state of a client with one open room, whose newest page and members are loaded. */
export const stateWithOpenRoom = reduceActions(
  stateWithRoom,
  { type: 'timeline-opened', roomId: ROOM_ID },
  { type: 'page-loaded', roomId: ROOM_ID, page: { messages: [buildMessage(9)], hasOlder: true }, version: 1 },
  { type: 'roster-opened', roomId: ROOM_ID },
  {
    type: 'members-loaded',
    roomId: ROOM_ID,
    list: {
      members: [buildMember(MY_USER_ID), buildMember('user_bob')],
      complete: true,
      requestedAtSeq: 10,
      version: 2,
    },
  },
);
export const createTypingAction = (isTyping: boolean, now = 0): StateAction => ({
  type: 'typing',
  update: { roomId: ROOM_ID, userId: 'user_bob', userName: 'Bob', isTyping, timestamp: '' },
  now,
});
