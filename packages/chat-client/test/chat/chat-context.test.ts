import t from 'tap';
import { ApiError } from '../../src/api/api-error.ts';
import { runInBackground, sendRequest } from '../../src/chat/chat-context.ts';
import { createTestContext } from '../support/test-context.ts';

t.test('a socket request while disconnected fails as UNREACHABLE', async (t) => {
  const status = { status: 'away' as const };
  const connected = createTestContext({
    link: { request: async () => ({ success: true, ...status }) as never },
  });
  t.match(await sendRequest(connected.context, 'update-chat-status', status), status);
  await t.rejects(sendRequest(createTestContext().context, 'update-chat-status', status), {
    code: 'UNREACHABLE',
  });
});

t.test(
  'a background failure is emitted as a problem event, unless the client has been stopped',
  async (t) => {
    const { context, emitted, stopped } = createTestContext();
    const error = new ApiError('FORBIDDEN', 'No.');
    const failing = () => Promise.reject(error);
    runInBackground(context, failing());
    await new Promise(setImmediate);
    t.same(emitted, [['problem', error]]);
    stopped.stop();
    runInBackground(context, failing());
    await new Promise(setImmediate);
    t.equal(emitted.length, 1);
  },
);
