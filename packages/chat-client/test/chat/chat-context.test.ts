import t from 'tap';
import { ApiError } from '../../src/api/api-error.ts';
import { runInBackground, sendRequest } from '../../src/chat/chat-context.ts';
import { createTestContext } from '../support/test-context.ts';

t.test('a socket request while disconnected fails as UNREACHABLE', async (t) => {
  const statusUpdate = { status: 'away' as const };
  const connectedClientParts = createTestContext({
    link: { request: async () => ({ success: true, ...statusUpdate }) as never },
  });
  t.match(await sendRequest(connectedClientParts.context, 'update-chat-status', statusUpdate), statusUpdate);
  await t.rejects(sendRequest(createTestContext().context, 'update-chat-status', statusUpdate), {
    code: 'UNREACHABLE',
  });
});

t.test(
  'a background failure is emitted as a problem event, unless the client has been stopped',
  async (t) => {
    const { context, emitted, stopped } = createTestContext();
    const forbiddenError = new ApiError('FORBIDDEN', 'No.');
    const createRejectedPromise = () => Promise.reject(forbiddenError);
    runInBackground(context, createRejectedPromise());
    await new Promise(setImmediate);
    t.same(emitted, [['problem', forbiddenError]]);
    stopped.stop();
    runInBackground(context, createRejectedPromise());
    await new Promise(setImmediate);
    t.equal(emitted.length, 1);
  },
);
