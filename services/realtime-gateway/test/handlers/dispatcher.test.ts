import type { ClientEventName, ServerEventName } from '@kcs/contracts';
import { newId } from '@kcs/service-kit';
import t from 'tap';
import { ClientEventDispatcher } from '../../src/handlers/dispatcher.ts';
import type { ClientEventCall, ClientEventHandlers } from '../../src/handlers/handler.ts';
import type { ChatSocket } from '../../src/sockets/socket-state.ts';
import { silentLogger } from '../support/silent-logger.ts';

const roomId = newId('room');

/**
 * Starts a dispatcher whose budget allows `left` events, and a socket that records the events emitted to it. `isTyping`
 * sets whether the socket counts as typing.
 */
function startDispatcher(handlers: Partial<ClientEventHandlers>, { left = 1, isTyping = false } = {}) {
  const emittedEvents: unknown[] = [];
  const takenCosts: number[] = [];
  const userStandIn = {};
  const socketStandIn = {
    data: { user: userStandIn },
    emit: (...args: unknown[]) => emittedEvents.push(args),
  } as unknown as ChatSocket;
  const eventDispatcher = new ClientEventDispatcher({
    handlers: handlers as ClientEventHandlers,
    budget: {
      take: (_user, cost = 1) => {
        takenCosts.push(cost);
        return takenCosts.length <= left;
      },
    },
    isTyping: () => isTyping,
    logger: silentLogger,
  });
  const dispatchEvent = async (...args: unknown[]) => {
    eventDispatcher.dispatch(socketStandIn, args);
    await new Promise(setImmediate);
  };
  return { emittedEvents, takenCosts, dispatch: dispatchEvent };
}

const replyWithRoom = ({ reply }: ClientEventCall<'leave-chat-room'>) => {
  reply({ success: true, roomId });
  reply({ success: false });
};

t.test(
  'SOCK-3: the first answer goes to the callback, or is emitted as an event if there is no callback',
  async (t) => {
    const answers: unknown[] = [];
    const dispatcherWithCallback = startDispatcher({ 'leave-chat-room': replyWithRoom });
    await dispatcherWithCallback.dispatch('leave-chat-room', { roomId }, (answer: unknown) =>
      answers.push(answer),
    );
    t.same(answers, [{ success: true, roomId }]);
    t.same(dispatcherWithCallback.emittedEvents, []);
    const dispatcherWithoutCallback = startDispatcher({ 'leave-chat-room': replyWithRoom });
    await dispatcherWithoutCallback.dispatch('leave-chat-room', { roomId });
    t.same(dispatcherWithoutCallback.emittedEvents, [['chat-room-left', { success: true, roomId }]]);
  },
);

t.test(
  'SOCK-6: without a callback, each client event is answered with the event that the protocol defines',
  async (t) => {
    const expectedAnswerEvents: [event: ClientEventName, payload: object, answer: ServerEventName | null][] =
      [
        ['join-chat-rooms', { roomIds: [roomId] }, 'chat-rooms-joined'],
        ['leave-chat-room', { roomId }, 'chat-room-left'],
        ['send-message', { roomId, content: 'hello' }, 'message-sent'],
        ['chat-typing', { roomId, isTyping: true }, null],
        ['mark-messages-seen', { roomId, messageIds: [newId('msg')] }, 'messages-seen-acknowledged'],
        ['update-chat-status', { status: 'away' }, 'chat-status-updated'],
        ['get-room-online-users', { roomId }, 'room-online-users'],
        ['refresh-auth', { token: 'token' }, 'auth-refreshed'],
      ];
    for (const [event, payload, answer] of expectedAnswerEvents) {
      const { emittedEvents, dispatch } = startDispatcher({
        [event]: ({ reply }: ClientEventCall) => reply(),
      });
      await dispatch(event, payload);
      t.same(emittedEvents, answer === null ? [] : [[answer, { success: true }]], event);
    }
  },
);

t.test('SOCK-3: if the handler sends no answer, the callback receives a success', async (t) => {
  const answers: unknown[] = [];
  const { dispatch } = startDispatcher({ 'chat-typing': () => {} });
  await dispatch('chat-typing', { roomId, isTyping: true }, (answer: unknown) => answers.push(answer));
  t.same(answers, [{ success: true }]);
});

t.test(
  'SOCK-4: if the client passed no callback, a failure is emitted as an error event, without its cause',
  async (t) => {
    const { emittedEvents, dispatch } = startDispatcher({
      'chat-typing': () => {
        throw new Error('secret');
      },
    });
    await dispatch('chat-typing', { roomId, isTyping: true });
    t.match(emittedEvents, [['error', { event: 'chat-typing', code: 'INTERNAL' }]]);
    t.notMatch(JSON.stringify(emittedEvents), 'secret');
  },
);

t.test('TYPE-3: above the rate limit, a typing `false` passes only if it ends a typing `true`', async (t) => {
  for (const isTyping of [true, false]) {
    const handledTypingStates: boolean[] = [];
    const recordTypingState = ({ payload }: ClientEventCall<'chat-typing'>) =>
      void handledTypingStates.push(payload.isTyping);
    const { emittedEvents, takenCosts, dispatch } = startDispatcher(
      { 'chat-typing': recordTypingState },
      { isTyping },
    );
    for (const typed of [true, true, false]) await dispatch('chat-typing', { roomId, isTyping: typed });
    t.same(handledTypingStates, isTyping ? [true, false] : [true]);
    t.equal(takenCosts.length, isTyping ? 2 : 3, 'what ends nothing is counted');
    t.match(emittedEvents.at(-1), ['error', { event: 'chat-typing', code: 'RATE_LIMITED' }]);
  }
});

t.test('LIM-2: the cost of an event grows with the number of rooms or messages that it names', async (t) => {
  const expectedPayloadCosts: [payload: object, cost: number][] = [
    [{ roomIds: [] }, 1],
    [{ roomIds: Array(20).fill(roomId) }, 1],
    [{ roomIds: Array(21).fill(roomId) }, 2],
    [{ roomIds: Array(500).fill(roomId) }, 25],
    [{ messageIds: Array(1_000).fill('msg') }, 50],
    [{ roomIds: { length: 500 } }, 1],
    [{ roomIds: 'x'.repeat(500) }, 1],
  ];
  const { takenCosts, dispatch } = startDispatcher({}, { left: 0 });
  for (const [payload] of expectedPayloadCosts) await dispatch('join-chat-rooms', payload);
  await dispatch('join-chat-rooms');
  await dispatch('join-chat-rooms', null);
  t.same(takenCosts, [...expectedPayloadCosts.map(([, cost]) => cost), 1, 1]);
});

t.test(
  'a client event waits while Redis counts the user’s events, and is refused if the budget is used up',
  async (t) => {
    for (const allowed of [true, false]) {
      let answerBudgetRequest: (allowed: boolean) => void = () => {};
      const emittedEvents: unknown[][] = [];
      const eventDispatcher = new ClientEventDispatcher({
        handlers: { 'leave-chat-room': replyWithRoom } as unknown as ClientEventHandlers,
        budget: {
          take: () =>
            new Promise<boolean>((resolve) => {
              answerBudgetRequest = resolve;
            }),
        },
        isTyping: () => false,
        logger: silentLogger,
      });
      const socketStandIn = {
        data: {},
        emit: (...args: unknown[]) => emittedEvents.push(args),
      } as unknown as ChatSocket;
      eventDispatcher.dispatch(socketStandIn, ['leave-chat-room', { roomId }]);
      await new Promise(setImmediate);
      t.same(emittedEvents, []);
      answerBudgetRequest(allowed);
      await new Promise(setImmediate);
      t.match(emittedEvents, allowed ? [['chat-room-left']] : [['error', { code: 'RATE_LIMITED' }]]);
    }
  },
);
