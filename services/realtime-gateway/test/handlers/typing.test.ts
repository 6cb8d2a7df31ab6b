import { ChatError } from '@kcs/contracts';
import t from 'tap';
import type { ClientEventCall } from '../../src/handlers/handler.ts';
import { createTypingHandlers, type TypingHandlersOptions } from '../../src/handlers/typing.ts';

/**
 * Starts the typing handler with one of Ada's sockets, which has joined the rooms `joined` and `announcements`. Not all
 * members may send messages in `announcements`. Records typing updates and checks. A check resolves when `confirm` is
 * called, and rejects when `refuse` is called.
 */
function startTypingHandler({ fresh = true, connected = true } = {}) {
  const handlerCalls: string[] = [];
  let confirmMembership: () => void = () => {};
  let refuseTyping: (error: Error) => void = () => {};
  const { 'chat-typing': handle } = createTypingHandlers({
    gate: {
      assertFresh: () => {
        if (!fresh) throw new ChatError('UNAVAILABLE');
      },
    },
    authority: {
      assertMayPost: (_user: string, roomId: string) => {
        handlerCalls.push(`checks ${roomId}`);
        return new Promise<void>((resolve, reject) => {
          confirmMembership = resolve;
          refuseTyping = reject;
        });
      },
    },
    restrictedRooms: new Set(['announcements']),
    typing: {
      update: (_socket: string, { roomId }: { roomId: string }) => handlerCalls.push(`types in ${roomId}`),
      left: (_socket: string, roomId: string) => handlerCalls.push(`left ${roomId}`),
    },
  } as unknown as TypingHandlersOptions);
  const socketData = { user: { id: 'ada', name: 'Ada' }, typingChecks: new Set<string>() };
  const socket = {
    id: 'socket',
    connected,
    data: socketData,
    rooms: new Set(['room:joined', 'room:announcements']),
  };
  const sendTyping = async (roomId: string, isTyping = true) =>
    handle({ socket, payload: { roomId, isTyping } } as unknown as ClientEventCall<'chat-typing'>);
  return {
    handlerCalls,
    type: sendTyping,
    confirm: () => confirmMembership(),
    refuse: (error: Error) => refuseTyping(error),
  };
}

t.test('SOCK-9: membership is checked unless the socket has joined the room', async (t) => {
  const { handlerCalls, type, confirm } = startTypingHandler();
  await type('joined');
  const pendingTypingAnswer = type('other');
  confirm();
  await pendingTypingAnswer;
  t.same(handlerCalls, ['types in joined', 'checks other', 'types in other']);
});

t.test('TYPE-7: in a room where not all may post, chat-api is asked about each typing `true`', async (t) => {
  const { handlerCalls, type, confirm, refuse } = startTypingHandler();
  const allowed = type('announcements');
  confirm();
  await allowed;
  const refused = type('announcements');
  refuse(new ChatError('POSTING_RESTRICTED'));
  await t.rejects(refused, { code: 'POSTING_RESTRICTED' });
  t.same(handlerCalls, ['checks announcements', 'types in announcements', 'checks announcements']);
});

t.test(
  'while the gateway may have missed removals of members, it refuses a typing `true`, but not a `false`',
  async (t) => {
    const { handlerCalls, type } = startTypingHandler({ fresh: false });
    await t.rejects(type('joined'), { code: 'UNAVAILABLE' });
    await type('joined', false);
    t.same(handlerCalls, ['left joined']);
  },
);

t.test(
  'a typing `false` needs no request to another service, whether or not the socket has joined the room',
  async (t) => {
    const { handlerCalls, type } = startTypingHandler();
    await type('joined', false);
    await type('other', false);
    t.same(handlerCalls, ['left joined', 'left other']);
  },
);

t.test('a typing `false` cancels a `true` whose membership check is still running', async (t) => {
  const { handlerCalls, type, confirm } = startTypingHandler();
  const pendingTypingAnswer = type('other');
  await type('other', false);
  confirm();
  await pendingTypingAnswer;
  t.same(handlerCalls, ['checks other', 'left other']);
});

t.test('a socket that disconnects during the membership check does not start typing', async (t) => {
  const { handlerCalls, type, confirm } = startTypingHandler({ connected: false });
  const pendingTypingAnswer = type('other');
  confirm();
  await pendingTypingAnswer;
  t.same(handlerCalls, ['checks other']);
});
