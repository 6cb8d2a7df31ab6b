import { ChatError } from '@kcs/contracts';
import { eventually } from '@kcs/testkit';
import t from 'tap';
import { sendRequest, serveRequest } from '../../src/index.ts';
import { DoubleNumberRequest, startTestBus, TextOfSizeRequest } from '../support/test-bus.ts';

t.test('only one member of a queue group receives each request', async (t) => {
  const { nc: natsConnection, logger } = await startTestBus(t);
  const handledRequestCounts = [0, 0];
  const requestServers = handledRequestCounts.map((_, i) =>
    serveRequest(natsConnection, DoubleNumberRequest, {
      queue: 'test',
      logger,
      handler: async ({ n }) => {
        handledRequestCounts[i] = (handledRequestCounts[i] ?? 0) + 1;
        return { n: 2 * n };
      },
    }),
  );
  await natsConnection.flush();
  const replies = await Promise.all(
    Array.from({ length: 100 }, (_, n) => sendRequest(natsConnection, DoubleNumberRequest, { n })),
  );
  t.same(
    replies.map(({ n }) => n),
    Array.from({ length: 100 }, (_, n) => 2 * n),
  );
  t.equal((handledRequestCounts[0] ?? 0) + (handledRequestCounts[1] ?? 0), 100);
  for (const server of requestServers) await server.stop();
  await t.rejects(
    sendRequest(natsConnection, DoubleNumberRequest, { n: 1 }),
    { code: 'UNAVAILABLE' },
    'nobody serves the subject after the stop',
  );
});

t.test(
  "the sender receives the handler's ChatError unchanged, and INTERNAL for any other error",
  async (t) => {
    const { nc: natsConnection, logger, lines } = await startTestBus(t);
    serveRequest(natsConnection, DoubleNumberRequest, {
      queue: 'test',
      logger,
      handler: async ({ n }) => {
        if (n === 1) throw new ChatError('RATE_LIMITED', 'Slow down.', { retryAfterMs: 250 });
        throw new Error('secret internals');
      },
    });
    await t.rejects(sendRequest(natsConnection, DoubleNumberRequest, { n: 1 }), {
      code: 'RATE_LIMITED',
      message: 'Slow down.',
      retryAfterMs: 250,
    });
    const error = await sendRequest(natsConnection, DoubleNumberRequest, { n: 2 }).catch((e: ChatError) => e);
    t.match(error, { code: 'INTERNAL' });
    t.notMatch(String((error as ChatError).message), /secret/);
    t.match(lines.at(-1), { subject: 'test.double', err: { message: 'secret internals' } });
  },
);

t.test(
  'an error code that only a newer version knows is replaced with the general code for its status (REST-3)',
  async (t) => {
    const { nc: natsConnection } = await startTestBus(t);
    const replyErrors: Record<string, unknown>[] = [
      { code: 'CODE_OF_A_NEWER_VERSION', status: 403, message: 'Only managers write here.' },
      { code: 'WARMING_UP', status: 503, message: 'Not yet.', retryAfterMs: 250 },
      { code: 'FROM_THE_FUTURE', message: 'Something new.' },
    ];
    natsConnection.subscribe(DoubleNumberRequest.subject, {
      callback: (_error, msg) => void msg.respond(JSON.stringify({ ok: false, error: replyErrors.shift() })),
    });
    const sendDoubleNumberRequest = () => sendRequest(natsConnection, DoubleNumberRequest, { n: 1 });
    await t.rejects(sendDoubleNumberRequest(), { code: 'FORBIDDEN', message: 'Only managers write here.' });
    await t.rejects(sendDoubleNumberRequest(), {
      code: 'UNAVAILABLE',
      message: 'Not yet.',
      retryAfterMs: 250,
    });
    await t.rejects(sendDoubleNumberRequest(), { code: 'INTERNAL', message: 'Something new.' });
  },
);

t.test('a reply keeps fields that the receiving version does not know', async (t) => {
  const { nc: natsConnection } = await startTestBus(t);
  natsConnection.subscribe(DoubleNumberRequest.subject, {
    callback: (_error, msg) => void msg.respond(JSON.stringify({ ok: true, data: { n: 2, more: 'new' } })),
  });
  t.same(await sendRequest(natsConnection, DoubleNumberRequest, { n: 1 }), { n: 2, more: 'new' });
});

t.test('a request that is not JSON or does not match the schema never reaches the handler', async (t) => {
  const { nc: natsConnection, logger } = await startTestBus(t);
  let handlerCallCount = 0;
  serveRequest(natsConnection, DoubleNumberRequest, {
    queue: 'test',
    logger,
    handler: async ({ n }) => {
      handlerCallCount += 1;
      return { n };
    },
  });
  await t.rejects(sendRequest(natsConnection, DoubleNumberRequest, { n: 'x' as unknown as number }), {
    code: 'VALIDATION_FAILED',
    details: [{ field: '/n', message: 'must be of type integer' }],
  });
  for (const payload of ['', '{', 'null', Buffer.from([0xff, 0x00])]) {
    const reply = await natsConnection.request('test.double', payload, { timeout: 1_000 });
    t.match(reply.json(), { ok: false, error: { code: 'VALIDATION_FAILED' } });
  }
  natsConnection.publish('test.double', '{');
  t.equal(handlerCallCount, 0);
  t.same(await sendRequest(natsConnection, DoubleNumberRequest, { n: 3 }), { n: 3 }, 'it continues to serve');
});

t.test('a request or reply above the bus payload limit fails with PAYLOAD_TOO_LARGE', async (t) => {
  const { nc: natsConnection, logger } = await startTestBus(t);
  const replyWithText = async ({ size }: { size: number }) => ({ text: 'x'.repeat(size) });
  serveRequest(natsConnection, TextOfSizeRequest, { queue: 'test', logger, handler: replyWithText });
  await t.rejects(sendRequest(natsConnection, TextOfSizeRequest, { size: 20_000 }), {
    code: 'PAYLOAD_TOO_LARGE',
    message: /20030 bytes.*16384/,
  });
  t.equal((await sendRequest(natsConnection, TextOfSizeRequest, { size: 16_000 })).text.length, 16_000);
  await t.rejects(
    sendRequest(natsConnection, TextOfSizeRequest, { size: 1, more: 'x'.repeat(20_000) } as { size: number }),
    {
      code: 'PAYLOAD_TOO_LARGE',
    },
  );
});

t.test(
  'a request server that is being stopped accepts no more requests and waits for those in progress',
  async (t) => {
    const { nc: natsConnection, logger } = await startTestBus(t);
    let releaseHandler = () => {};
    let isHandlerRunning = false;
    const requestServer = serveRequest(natsConnection, DoubleNumberRequest, {
      queue: 'test',
      logger,
      handler: async ({ n }) => {
        isHandlerRunning = true;
        await new Promise<void>((resolve) => {
          releaseHandler = resolve;
        });
        return { n };
      },
    });
    const pendingReply = sendRequest(natsConnection, DoubleNumberRequest, { n: 9 });
    await eventually('the request in progress', () => isHandlerRunning);
    let isServerStopped = false;
    const serverStopPromise = requestServer.stop().then(() => {
      isServerStopped = true;
    });
    await eventually('a refusal', () =>
      sendRequest(natsConnection, DoubleNumberRequest, { n: 1 }, { timeoutMs: 50 }).then(
        () => false,
        ({ code }) => code === 'UNAVAILABLE',
      ),
    );
    await natsConnection.flush();
    t.notOk(isServerStopped, 'it still waits for the handler');
    releaseHandler();
    t.same(await pendingReply, { n: 9 });
    await serverStopPromise;
  },
);

t.test('a request whose reply subject is not an inbox is ignored', async (t) => {
  const { nc: natsConnection, logger, lines } = await startTestBus(t);
  const handledRequestNumbers: number[] = [];
  const requestServer = serveRequest(natsConnection, DoubleNumberRequest, {
    queue: 'test',
    logger,
    handler: async ({ n }) => {
      handledRequestNumbers.push(n);
      return { n };
    },
  });
  const publishedEventSubjects: string[] = [];
  natsConnection.subscribe('chat.room.>', {
    callback: (_, msg) => void publishedEventSubjects.push(msg.subject),
  });
  natsConnection.publish(DoubleNumberRequest.subject, '{"n":1}', {
    reply: 'chat.room.room_1.message-created',
  });
  t.same(await sendRequest(natsConnection, DoubleNumberRequest, { n: 2 }), { n: 2 });
  t.same(handledRequestNumbers, [2]);
  t.same(publishedEventSubjects, []);
  t.match(lines, [{ subject: DoubleNumberRequest.subject, reply: 'chat.room.room_1.message-created' }]);
  await requestServer.stop();
});
