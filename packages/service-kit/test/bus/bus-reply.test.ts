import { ChatError } from '@kcs/contracts';
import t from 'tap';
import { encodeReply, toErrorReply } from '../../src/bus/bus-reply.ts';
import { createRecordingLogger } from '../support/recording-logger.ts';

const decodeReply = (bytes: Uint8Array) => JSON.parse(Buffer.from(bytes).toString('utf8'));

t.test('a reply within the payload limit is sent, and a larger one becomes PAYLOAD_TOO_LARGE', async (t) => {
  const reply = { ok: true as const, data: 'ü'.repeat(10) };
  const replyByteCount = Buffer.byteLength(JSON.stringify(reply));
  t.same(decodeReply(encodeReply(reply, replyByteCount)), reply);
  t.match(decodeReply(encodeReply(reply, replyByteCount - 1)), {
    ok: false,
    error: {
      code: 'PAYLOAD_TOO_LARGE',
      status: 413,
      message: new RegExp(`${replyByteCount} bytes.*${replyByteCount - 1}`),
    },
  });
});

t.test(
  "an error reply contains the ChatError's code, status, message, details, and retry delay, but never its cause",
  async (t) => {
    const { logger, lines } = createRecordingLogger();
    const fieldProblems = [{ field: '/name', message: 'is required' }];
    const error = new ChatError('RATE_LIMITED', 'Slow down.', {
      details: fieldProblems,
      retryAfterMs: 5,
      cause: 'secret',
    });
    t.same(toErrorReply(error, {}, logger), {
      ok: false,
      error: {
        code: 'RATE_LIMITED',
        status: 429,
        message: 'Slow down.',
        details: fieldProblems,
        retryAfterMs: 5,
      },
    });
    t.same(lines, [], 'it is expected, so it is not logged');
  },
);

t.test('an error that is not a ChatError is logged and becomes INTERNAL', async (t) => {
  const { logger, lines } = createRecordingLogger();
  const reply = toErrorReply(
    new Error('secret internals'),
    { subject: 'test.subject', request_id: 'r-1' },
    logger,
  );
  t.match(reply, { ok: false, error: { code: 'INTERNAL', status: 500 } });
  t.notMatch(JSON.stringify(reply), /secret/);
  t.match(lines, [{ subject: 'test.subject', request_id: 'r-1', err: { message: 'secret internals' } }]);
});
