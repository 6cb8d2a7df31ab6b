import type { ClientEventName, ServerEventName } from '@kcs/contracts';
import { newId } from '@kcs/service-kit';
import t from 'tap';
import { Dispatcher } from '../../src/handlers/dispatcher.ts';
import type { ClientEventCall, Handlers } from '../../src/handlers/handler.ts';
import type { ChatSocket } from '../../src/sockets/socket-state.ts';
import { silentLogger } from '../support/silent-logger.ts';

const roomId = newId('room');

/** Starts a dispatcher with a budget of one event per second, and a socket that records the events emitted to it. */
function startDispatcher(handlers: Partial<Handlers>) {
  const emitted: unknown[] = [];
  const user = { budget: 0, budgetFrom: Number.NEGATIVE_INFINITY };
  const socket = {
    data: { user },
    emit: (...args: unknown[]) => emitted.push(args),
  } as unknown as ChatSocket;
  const dispatcher = new Dispatcher({
    handlers: handlers as Handlers,
    eventsPerSecond: 1,
    logger: silentLogger,
  });
  const dispatch = async (...args: unknown[]) => {
    dispatcher.dispatch(socket, args);
    await new Promise(setImmediate);
  };
  return { emitted, dispatch };
}

const reply = ({ reply }: ClientEventCall<'leave-chat-room'>) => {
  reply({ success: true, roomId });
  reply({ success: false });
};

t.test('SOCK-3: the first answer goes to the callback, or is sent as the answering event', async (t) => {
  const answers: unknown[] = [];
  const withCallback = startDispatcher({ 'leave-chat-room': reply });
  await withCallback.dispatch('leave-chat-room', { roomId }, (answer: unknown) => answers.push(answer));
  t.same(answers, [{ success: true, roomId }]);
  t.same(withCallback.emitted, []);
  const withoutCallback = startDispatcher({ 'leave-chat-room': reply });
  await withoutCallback.dispatch('leave-chat-room', { roomId });
  t.same(withoutCallback.emitted, [['chat-room-left', { success: true, roomId }]]);
});

t.test('SOCK-6: without a callback, each client event is answered by its own answering event', async (t) => {
  const answers: [event: ClientEventName, payload: object, answer: ServerEventName | null][] = [
    ['join-chat-rooms', { roomIds: [roomId] }, 'chat-rooms-joined'],
    ['leave-chat-room', { roomId }, 'chat-room-left'],
    ['send-message', { roomId, content: 'hello' }, 'message-sent'],
    ['chat-typing', { roomId, isTyping: true }, null],
    ['mark-messages-seen', { roomId, messageIds: [newId('msg')] }, 'messages-seen-acknowledged'],
    ['update-chat-status', { status: 'away' }, 'chat-status-updated'],
    ['get-room-online-users', { roomId }, 'room-online-users'],
    ['refresh-auth', { token: 'token' }, 'auth-refreshed'],
  ];
  for (const [event, payload, answer] of answers) {
    const { emitted, dispatch } = startDispatcher({ [event]: ({ reply }: ClientEventCall) => reply() });
    await dispatch(event, payload);
    t.same(emitted, answer === null ? [] : [[answer, { success: true }]], event);
  }
});

t.test('SOCK-3: if the handler sends no answer, the callback is acknowledged', async (t) => {
  const answers: unknown[] = [];
  const { dispatch } = startDispatcher({ 'chat-typing': () => {} });
  await dispatch('chat-typing', { roomId, isTyping: true }, (answer: unknown) => answers.push(answer));
  t.same(answers, [{ success: true }]);
});

t.test('SOCK-4: a failure without a callback is emitted as error, without its cause', async (t) => {
  const { emitted, dispatch } = startDispatcher({
    'chat-typing': () => {
      throw new Error('secret');
    },
  });
  await dispatch('chat-typing', { roomId, isTyping: true });
  t.match(emitted, [['error', { event: 'chat-typing', code: 'INTERNAL' }]]);
  t.notMatch(JSON.stringify(emitted), 'secret');
});

t.test('TYPE-3: over the limit, a typing `false` passes and a `true` does not', async (t) => {
  const handled: boolean[] = [];
  const { emitted, dispatch } = startDispatcher({
    'chat-typing': ({ payload }) => void handled.push(payload.isTyping),
  });
  for (const isTyping of [true, true, false]) await dispatch('chat-typing', { roomId, isTyping });
  t.same(handled, [true, false]);
  t.match(emitted, [['error', { event: 'chat-typing', code: 'RATE_LIMITED' }]]);
});
