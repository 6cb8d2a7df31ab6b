import type { Message } from '@kcs/contracts';
import t from 'tap';
import type { ClientEventCall } from '../../src/handlers/handler.ts';
import { createMessageHandlers } from '../../src/handlers/messages.ts';

type Send = ClientEventCall<'send-message'>;

/** Returns a `send-message` event from Ada. Its answer is appended to `answers`. */
function createSendCall(roomId: string, content: string, answers: unknown[], sendTurns = new Map()): Send {
  const socket = { data: { user: { id: 'ada' }, sendTurns } };
  return {
    socket,
    payload: { roomId, content },
    reply: (answer: object) => answers.push(answer),
  } as unknown as Send;
}

t.test('sends to one room keep their order, and a failed send does not block the next', async (t) => {
  const sent: string[] = [];
  const resolvers: (() => void)[] = [];
  const { 'send-message': send } = createMessageHandlers({
    sendMessage: async ({ content }) => {
      sent.push(content);
      await new Promise<void>((resolve) => resolvers.push(resolve));
      if (content === 'one') throw new Error('failed');
      return { created: true, message: { content } as Message };
    },
  });
  const answers: unknown[] = [];
  const sendTurns = new Map();
  const sends = ['one', 'two'].map((content) => send(createSendCall('r', content, answers, sendTurns)));
  const sendToOtherRoom = send(createSendCall('other', 'three', answers, sendTurns));
  await Promise.resolve();
  t.same(sent, ['one', 'three'], 'rooms do not wait for each other');
  resolvers[0]?.();
  await t.rejects(sends[0] as Promise<void>, { message: 'failed' });
  resolvers[1]?.();
  await sendToOtherRoom;
  while (resolvers.length < 3) await new Promise(setImmediate);
  resolvers[2]?.();
  await sends[1];
  t.match(answers, [
    { success: true, data: { content: 'three' } },
    { success: true, data: { content: 'two' } },
  ]);
  await new Promise(setImmediate);
  t.equal(sendTurns.size, 0, 'nothing is kept');
});
