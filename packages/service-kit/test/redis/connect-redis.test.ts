import { findFreePort, startRedis } from '@kcs/private-servers';
import { CuttableProxy, eventually, startTestRedis } from '@kcs/testkit';
import t from 'tap';
import { connectRedis, createWriteProbe } from '../../src/index.ts';
import { startTcpServer } from '../support/plain-server.ts';
import { createRecordingLogger } from '../support/recording-logger.ts';

t.test('connecting to Redis waits for a server that starts late', async (t) => {
  const port = await findFreePort();
  const { logger } = createRecordingLogger();
  const pendingClient = connectRedis({ url: `redis://127.0.0.1:${port}`, name: 'test', logger });
  const server = await startRedis({ port });
  const redisClient = await pendingClient;
  t.equal(await redisClient.ping(), 'PONG');
  redisClient.destroy();
  await server.stop();
});

t.test(
  'connecting to an unreachable Redis server fails with a clear error that does not contain the password',
  async (t) => {
    const { logger, text } = createRecordingLogger();
    const proxiedRedisUrl = `redis://:hunter2@127.0.0.1:${await findFreePort()}`;
    const error = await connectRedis({ url: proxiedRedisUrl, name: 'test', logger, deadlineMs: 300 }).catch(
      (e: Error) => e,
    );
    t.match(error, {
      name: 'UnreachableError',
      message: /Redis at redis:\/\/\*\*\*@127.* cannot be reached/,
    });
    t.notMatch(String((error as Error).message) + text(), /hunter2/);
  },
);

t.test(
  'connecting with credentials that Redis refuses fails with an error that does not contain the password',
  async (t) => {
    const redisServer = await startTestRedis(t, { mayRefuse: true });
    const { logger, text } = createRecordingLogger();
    for (const userinfo of ['presence:hunter2@', 'nobody:hunter2@', ':hunter2@', '']) {
      const proxiedRedisUrl = redisServer.url.replace('//', `//${userinfo}`);
      const error = await connectRedis({ url: proxiedRedisUrl, name: 'test', logger, deadlineMs: 300 }).catch(
        (e: Error) => e,
      );
      t.match(
        error,
        { name: 'UnreachableError', message: /refuses the credentials: .* Correct them/ },
        userinfo,
      );
      t.notMatch(String((error as Error).message) + text(), /hunter2/);
    }
  },
);

t.test('with rediss://, a server without encryption receives only a TLS handshake', async (t) => {
  const server = await startTcpServer(t, (socket) => socket.write('+OK\r\n'));
  const { logger } = createRecordingLogger();
  const proxiedRedisUrl = `rediss://user:hunter2@${server.host}`;
  await t.rejects(connectRedis({ url: proxiedRedisUrl, name: 'test', logger, deadlineMs: 300 }), {
    name: 'UnreachableError',
  });
  t.ok(server.connected() > 0);
  t.notMatch(server.received(), /hunter2|AUTH|HELLO/);
});

t.test('while Redis is down, commands fail immediately, or wait if `queue` is set', async (t) => {
  const port = await findFreePort();
  const firstServer = await startRedis({ port });
  const { logger, lines } = createRecordingLogger();
  const failFastClient = await connectRedis({ url: firstServer.url, name: 'failFastClient', logger });
  const queueingClient = await connectRedis({
    url: firstServer.url,
    name: 'queueingClient',
    logger,
    queue: true,
  });
  const receivedMessages: string[] = [];
  await failFastClient.sSubscribe('news', (message) => void receivedMessages.push(message));
  firstServer.kill('SIGKILL');
  await firstServer.exited;
  await eventually('both clients have noticed', () => !failFastClient.isReady && !queueingClient.isReady);
  await t.rejects(failFastClient.get('a'));
  const queuedWrite = queueingClient.set('a', '1');
  const secondServer = await startRedis({ port });
  t.equal(await queuedWrite, 'OK');
  await eventually('the other client is back', () => failFastClient.isReady);
  t.equal(await failFastClient.get('a'), '1');
  await queueingClient.sPublish('news', 'again');
  await eventually('the subscription is back', () => receivedMessages.includes('again'));
  const failFastLogMessages = lines
    .filter(({ connection }) => connection === 'failFastClient')
    .map(({ msg }) => msg);
  t.match(failFastLogMessages, [/is lost/, /is back/], 'one line for each, however many attempts it takes');
  t.equal(failFastLogMessages.length, 2);
  failFastClient.destroy();
  queueingClient.destroy();
  await secondServer.stop();
  await firstServer.stop();
});

t.test(
  'a frozen Redis server is detected even while commands are sent, and is used again after it resumes',
  async (t) => {
    const server = await startRedis();
    const { logger, lines } = createRecordingLogger();
    const redisClient = await connectRedis({ url: server.url, name: 'test', logger });
    t.teardown(async () => {
      server.kill('SIGCONT');
      redisClient.destroy();
      await server.stop();
    });
    const receivedMessages: string[] = [];
    await redisClient.sSubscribe('news', (message) => void receivedMessages.push(message));
    server.kill('SIGSTOP');
    const frozenAt = performance.now();
    const writeTimer = setInterval(() => redisClient.set('x', 'y').catch(() => undefined), 50);
    await t.rejects(redisClient.get('a'), 'a written command fails');
    t.ok(performance.now() - frozenAt < 5_000, 'within a few seconds');
    await eventually('the log line', () => lines.some(({ msg }) => /is lost/.test(msg)));
    await t.rejects(redisClient.get('a'), 'further commands fail too');

    server.kill('SIGCONT');
    await eventually('the connection is back', () => redisClient.isReady);
    clearInterval(writeTimer);
    t.equal(await redisClient.set('a', '2'), 'OK');
    await redisClient.sPublish('news', 'thawed');
    await eventually('the subscription is back', () => receivedMessages.includes('thawed'));
  },
);

t.test('commands that a frozen Redis server leaves no room to send fail too', async (t) => {
  const server = await startRedis();
  const { logger } = createRecordingLogger();
  const redisClient = await connectRedis({ url: server.url, name: 'test', logger });
  t.teardown(async () => {
    server.kill('SIGCONT');
    redisClient.destroy();
    await server.stop();
  });
  server.kill('SIGSTOP');
  const frozenAt = performance.now();
  // Together, the values are larger than the buffers of the connection.
  const largeValue = 'x'.repeat(1_024 * 1_024);
  const writes = Array.from({ length: 32 }, (_, n) => redisClient.set(`key-${n}`, largeValue));
  const lastCommand = redisClient.get('a');
  const results = await Promise.allSettled([...writes, lastCommand]);
  t.ok(
    results.every(({ status }) => status === 'rejected'),
    'every command fails',
  );
  t.ok(performance.now() - frozenAt < 5_000, 'within a few seconds');
});

t.test('a stall of our own process does not close a working Redis connection', async (t) => {
  const server = await startRedis();
  const { logger, lines } = createRecordingLogger();
  const redisClient = await connectRedis({ url: server.url, name: 'test', logger });
  t.teardown(async () => {
    redisClient.destroy();
    await server.stop();
  });
  // Block this process right after it has sent a PING, for longer than the client waits for the answer.
  const stallPromise = new Promise<void>((resolve) => {
    const sendOriginalCommand = redisClient.sendCommand.bind(redisClient);
    redisClient.sendCommand = ((args: string[]) => {
      const commandReply = sendOriginalCommand(args);
      setImmediate(setImmediate, () => {
        const stallEndsAt = performance.now() + 2_500;
        while (performance.now() < stallEndsAt);
        setImmediate(resolve);
      });
      return commandReply;
    }) as typeof redisClient.sendCommand;
  });
  await stallPromise;
  t.equal(await redisClient.ping(), 'PONG');
  t.same(lines, []);
});

t.test(
  'after a Redis failover that closes no connection, a client writes to the new master within seconds',
  async (t) => {
    const [former, present] = await Promise.all([startRedis(), startRedis()]);
    const redisProxy = await CuttableProxy.start(former.url);
    const { logger, lines } = createRecordingLogger();
    const proxiedRedisUrl = redisProxy.through(former.url);
    const redisClient = await connectRedis({
      url: proxiedRedisUrl,
      name: 'test',
      logger,
      probe: createWriteProbe('probe'),
    });
    t.teardown(async () => {
      redisClient.destroy();
      await redisProxy.stop();
      await Promise.all([former.stop(), present.stop()]);
    });
    redisProxy.redirect(present.url);
    await redisClient.sendCommand(['REPLICAOF', '127.0.0.1', new URL(present.url).port]);
    const startedAt = performance.now();
    const writeKey = () => redisClient.set('a', '1').catch(() => undefined);
    await eventually('a write succeeds', writeKey, { until: (reply) => reply === 'OK', timeoutMs: 10_000 });
    t.ok(performance.now() - startedAt < 5_000, 'within a few seconds');
    await eventually('both log lines', () => lines.length === 2);
    t.match(lines, [{ msg: /is lost/, err: { message: /read-only replica/ } }, { msg: /is back/ }]);
  },
);
