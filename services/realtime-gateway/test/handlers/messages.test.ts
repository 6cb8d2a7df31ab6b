import type { Message } from '@kcs/contracts';
import t from 'tap';
import type { ClientEventCall } from '../../src/handlers/handler.ts';
import { createMessageHandlers } from '../../src/handlers/messages.ts';

type SendMessageCall = ClientEventCall<'send-message'>;

/** Returns a `send-message` event from Ada. Its answer is appended to `answers`. */
function createSendMessageCall(
  roomId: string,
  content: string,
  answers: unknown[],
  sendTurns = new Map(),
): SendMessageCall {
  const socket = { data: { user: { id: 'ada' }, sendTurns } };
  return {
    socket,
    payload: { roomId, content },
    reply: (answer: object) => answers.push(answer),
  } as unknown as SendMessageCall;
}

t.test('sends to one room keep their order, and a failed send does not block the next', async (t) => {
  const sentContents: string[] = [];
  const sendResolvers: (() => void)[] = [];
  const { 'send-message': send } = createMessageHandlers({
    sendMessage: async ({ content }) => {
      sentContents.push(content);
      await new Promise<void>((resolve) => sendResolvers.push(resolve));
      if (content === 'one') throw new Error('failed');
      return { created: true, message: { content } as Message };
    },
  });
  const answers: unknown[] = [];
  const sendTurns = new Map();
  const pendingSends = ['one', 'two'].map((content) =>
    send(createSendMessageCall('r', content, answers, sendTurns)),
  );
  const pendingSendToOtherRoom = send(createSendMessageCall('other', 'three', answers, sendTurns));
  await Promise.resolve();
  t.same(sentContents, ['one', 'three'], 'rooms do not wait for each other');
  sendResolvers[0]?.();
  await t.rejects(pendingSends[0] as Promise<void>, { message: 'failed' });
  sendResolvers[1]?.();
  await pendingSendToOtherRoom;
  while (sendResolvers.length < 3) await new Promise(setImmediate);
  sendResolvers[2]?.();
  await pendingSends[1];
  t.match(answers, [
    { success: true, data: { content: 'three' } },
    { success: true, data: { content: 'two' } },
  ]);
  await new Promise(setImmediate);
  t.equal(sendTurns.size, 0, 'nothing is kept');
});
