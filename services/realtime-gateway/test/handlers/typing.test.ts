import { ChatError } from '@kcs/contracts';
import t from 'tap';
import type { ClientEventCall } from '../../src/handlers/handler.ts';
import { createTypingHandlers, type TypingHandlersOptions } from '../../src/handlers/typing.ts';

/**
 * Starts the typing handler with a socket of Ada that has joined room `joined`. Records typing updates and membership
 * checks.
 */
function startHandler({ fresh = true, connected = true } = {}) {
  const calls: string[] = [];
  const { 'chat-typing': handle } = createTypingHandlers({
    gate: {
      assertFresh: () => {
        if (!fresh) throw new ChatError('UNAVAILABLE');
      },
    },
    authority: { assertMember: async (_user: string, roomId: string) => calls.push(`checks ${roomId}`) },
    typing: {
      update: (_socket: string, { roomId }: { roomId: string }) => calls.push(`types in ${roomId}`),
      left: (_socket: string, roomId: string) => calls.push(`left ${roomId}`),
    },
  } as unknown as TypingHandlersOptions);
  const user = { id: 'ada', name: 'Ada' };
  const socket = { id: 'socket', connected, data: { user }, rooms: new Set(['room:joined']) };
  const type = async (roomId: string) =>
    handle({ socket, payload: { roomId, isTyping: true } } as unknown as ClientEventCall<'chat-typing'>);
  return { calls, type };
}

t.test('SOCK-9: membership is checked unless the socket has joined the room', async (t) => {
  const { calls, type } = startHandler();
  await type('joined');
  await type('other');
  t.same(calls, ['types in joined', 'checks other', 'types in other']);
});

t.test('typing is refused while removals may have been missed', async (t) => {
  const { calls, type } = startHandler({ fresh: false });
  await t.rejects(type('joined'), { code: 'UNAVAILABLE' });
  t.same(calls, []);
});

t.test('a socket that disconnects during the membership check stops typing', async (t) => {
  const { calls, type } = startHandler({ connected: false });
  await type('joined');
  t.same(calls, ['types in joined', 'left joined']);
});
