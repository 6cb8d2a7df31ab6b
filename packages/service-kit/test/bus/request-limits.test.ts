import { eventually, startTestNats } from '@kcs/testkit';
import t from 'tap';
import { connectNats, sendRequest, serveRequest } from '../../src/index.ts';
import { createRecordingLogger } from '../support/recording-logger.ts';
import { DoubleNumberRequest, startTestBus, TextOfSizeRequest } from '../support/test-bus.ts';

t.test('requests beyond the concurrency limit fail immediately', async (t) => {
  const { nc: natsConnection, logger } = await startTestBus(t);
  const releaseCallbacks: (() => void)[] = [];
  serveRequest(natsConnection, DoubleNumberRequest, {
    queue: 'test',
    logger,
    concurrency: 2,
    handler: async ({ n }) => {
      await new Promise<void>((resolve) => releaseCallbacks.push(resolve));
      return { n };
    },
  });
  const unfinishedReplies = [
    sendRequest(natsConnection, DoubleNumberRequest, { n: 1 }),
    sendRequest(natsConnection, DoubleNumberRequest, { n: 2 }),
  ];
  await eventually('two requests in progress', () => releaseCallbacks.length === 2);
  await t.rejects(sendRequest(natsConnection, DoubleNumberRequest, { n: 3 }), { code: 'UNAVAILABLE' });
  for (const release of releaseCallbacks.splice(0)) release();
  t.same(await Promise.all(unfinishedReplies), [{ n: 1 }, { n: 2 }]);
  const pendingReply = sendRequest(natsConnection, DoubleNumberRequest, { n: 4 });
  await eventually('a free slot', () => releaseCallbacks.length === 1);
  releaseCallbacks[0]?.();
  t.same(await pendingReply, { n: 4 });
});

t.test(
  'a request fails with UNAVAILABLE if the handler takes too long or the sender stops waiting',
  async (t) => {
    const { nc: natsConnection, logger } = await startTestBus(t);
    const neverReply = () => new Promise<never>(() => undefined);
    serveRequest(natsConnection, DoubleNumberRequest, {
      queue: 'test',
      logger,
      timeoutMs: 20,
      handler: neverReply,
    });
    serveRequest(natsConnection, TextOfSizeRequest, {
      queue: 'test',
      logger,
      timeoutMs: 200,
      handler: neverReply,
    });
    await t.rejects(sendRequest(natsConnection, DoubleNumberRequest, { n: 1 }), {
      code: 'UNAVAILABLE',
      message: /too long/,
    });
    await t.rejects(sendRequest(natsConnection, TextOfSizeRequest, { size: 1 }, { timeoutMs: 20 }), {
      code: 'UNAVAILABLE',
    });
  },
);

t.test('a request that arrives after its sender has given up is not handled', async (t) => {
  const server = await startTestNats(t);
  const { logger } = createRecordingLogger();
  const connectWithName = async (name: string) => {
    const natsConnection = await connectNats({
      url: server.url,
      creds: server.credsOf('admin'),
      service: 'realtime-gateway',
      name,
      logger,
    });
    t.teardown(() => natsConnection.close());
    return natsConnection;
  };
  const [sender, receiver] = [await connectWithName('sender'), await connectWithName('receiver')];
  const handledRequestNumbers: number[] = [];
  const requestServer = serveRequest(receiver, DoubleNumberRequest, {
    queue: 'test',
    logger,
    handler: async ({ n }) => {
      handledRequestNumbers.push(n);
      return { n: 2 * n };
    },
  });
  t.teardown(() => requestServer.stop());
  await receiver.flush();
  await sendRequest(sender, DoubleNumberRequest, { n: 1 });
  server.freeze();
  for (const n of [2, 3]) {
    await t.rejects(sendRequest(sender, DoubleNumberRequest, { n }, { timeoutMs: 200 }), {
      code: 'UNAVAILABLE',
    });
  }
  const replyWithLongTimeout = sendRequest(sender, DoubleNumberRequest, { n: 4 }, { timeoutMs: 10_000 });
  server.thaw();
  t.same(await replyWithLongTimeout, { n: 8 }, 'a request whose sender still waits is handled');
  t.notOk(handledRequestNumbers.includes(2), handledRequestNumbers.join(' '));
});

t.test('a handler receives the time at which the sender of the request gives up', async (t) => {
  const { nc: natsConnection, logger } = await startTestBus(t);
  const remainingTimesMs: number[] = [];
  const requestServer = serveRequest(natsConnection, DoubleNumberRequest, {
    queue: 'test',
    logger,
    handler: async ({ n }, { deadline }) => {
      remainingTimesMs.push(deadline - performance.now());
      return { n };
    },
  });
  await natsConnection.flush();
  await sendRequest(natsConnection, DoubleNumberRequest, { n: 1 }, { timeoutMs: 1_500 });
  await natsConnection.request(DoubleNumberRequest.subject, '{"n":1}');
  t.ok(
    remainingTimesMs[0] !== undefined && remainingTimesMs[0] > 0 && remainingTimesMs[0] <= 1_500,
    `${remainingTimesMs[0]} ms`,
  );
  t.equal(remainingTimesMs[1], Number.POSITIVE_INFINITY, 'an older version does not say');
  await requestServer.stop();
});
