import t from 'tap';
import { initialState } from '../src/state/chat-state.ts';
import type { PendingMessage } from '../src/state/outbox.ts';
import { reduce } from '../src/state/reduce.ts';
import { ME, newMessage, PEOPLE, play, ROOM } from './room-log.ts';

const me = { id: ME, name: 'Me', email: null, user_type: 'Teacher' } as const;
const pending: PendingMessage = {
  clientMsgId: 'c2',
  roomId: ROOM,
  content: 'number 2',
  replyTo: null,
  createdAt: new Date(0).toISOString(),
  state: 'sending',
  problem: null,
};
const room = play([
  { what: 'send', who: 1, target: 0 },
  { what: 'send', who: 0, target: 0 },
]);
const start = () => {
  let state = reduce(initialState(me), { type: 'room-arrived', room: room.summaryAt[1] as never });
  state = reduce(state, { type: 'timeline-opened', roomId: ROOM });
  return reduce(state, { type: 'queued', message: pending });
};

t.test('what is sent stays shown until its event is in the timeline, then only once', async (t) => {
  let state = reduce(start(), {
    type: 'marked',
    roomId: ROOM,
    clientMsgId: 'c2',
    state: 'sent',
    problem: null,
  });
  t.equal(state.outbox[ROOM]?.length, 1);
  state = reduce(state, { type: 'event', event: room.log[1] as never });
  t.strictSame(state.outbox[ROOM], []);
  t.equal(state.timelines[ROOM]?.messages.filter((m) => m.client_msg_id === 'c2').length, 1);
});

t.test('an answer that comes after the event does not bring the message back', async (t) => {
  const arrived = reduce(start(), { type: 'event', event: room.log[1] as never });
  const answered = reduce(arrived, {
    type: 'marked',
    roomId: ROOM,
    clientMsgId: 'c2',
    state: 'sent',
    problem: null,
  });
  t.strictSame(answered.outbox[ROOM], []);
});

t.test('a loaded page with the message takes it out too', async (t) => {
  const messages = room.messagesAt[2] as never;
  const state = reduce(start(), { type: 'page-arrived', roomId: ROOM, messages, hasOlder: false });
  t.strictSame(state.outbox[ROOM], []);
});

t.test("another person's message with the same client id leaves mine waiting", async (t) => {
  const stolen = { ...newMessage(2, PEOPLE[1]), client_msg_id: 'c2' };
  const event = { ...(room.log[1] as object), data: stolen } as never;
  t.equal(reduce(start(), { type: 'event', event }).outbox[ROOM]?.length, 1);
});
