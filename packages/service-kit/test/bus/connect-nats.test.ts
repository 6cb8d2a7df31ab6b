import { freePort, startNats } from '@kcs/private-servers';
import { eventually } from '@kcs/testkit';
import t from 'tap';
import { connectNats } from '../../src/index.ts';
import { createRecordingLogger } from '../support/recording-logger.ts';

t.test('connecting to NATS waits for a server that starts late', async (t) => {
  const port = await freePort();
  const { logger } = createRecordingLogger();
  const connecting = connectNats({ url: `nats://127.0.0.1:${port}`, name: 'test', logger });
  const server = await startNats({ port });
  const nc = await connecting;
  t.equal(nc.isClosed(), false);
  await nc.close();
  await server.stop();
});

t.test(
  'connecting to an unreachable NATS server fails with a clear error without the password',
  async (t) => {
    const { logger } = createRecordingLogger();
    const url = `nats://chat:hunter2@127.0.0.1:${await freePort()}`;
    const error = await connectNats({ url, name: 'test', logger, deadlineMs: 300 }).catch((e: Error) => e);
    t.match(error, { name: 'UnreachableError', message: /NATS at nats:\/\/\*\*\*@127.* cannot be reached/ });
    t.notMatch(String((error as Error).message), /hunter2/);
  },
);

t.test('a NATS restart is reported, and subscriptions work again (TRAP-17)', async (t) => {
  const port = await freePort();
  const first = await startNats({ port });
  const { logger, lines } = createRecordingLogger();
  const interruptions: string[] = [];
  const onInterrupted = (why: string) => void interruptions.push(why);
  const nc = await connectNats({ url: first.url, name: 'test', logger, onInterrupted });
  const received: string[] = [];
  nc.subscribe('test.>', { callback: (_err, msg) => void received.push(msg.subject) });
  first.kill('SIGKILL');
  await eventually('the disconnect', () => interruptions.includes('disconnect'));
  await first.exited;
  const second = await startNats({ port });
  await eventually('the reconnect', () => interruptions.includes('reconnect'));
  nc.publish('test.again');
  await eventually('the subscription works again', () => received.includes('test.again'));
  t.same(interruptions, ['disconnect', 'reconnect']);
  t.match(
    lines.map(({ msg }) => msg),
    [/is lost/, /is back/],
  );
  await nc.close();
  await second.stop();
  await first.stop();
});

t.test('credentials in the NATS URL are used', async (t) => {
  const config = 'authorization { user: chat, password: "p@ss:word" }';
  const server = await startNats({ config, probeAs: { user: 'chat', pass: 'p@ss:word' } });
  t.teardown(() => server.stop());
  const { logger } = createRecordingLogger();
  const url = server.url.replace('//', `//chat:${encodeURIComponent('p@ss:word')}@`);
  const nc = await connectNats({ url, name: 'test', logger });
  await nc.close();
  await t.rejects(connectNats({ url: server.url, name: 'test', logger, deadlineMs: 200 }), {
    name: 'UnreachableError',
  });
});

t.test('a slow NATS subscription is reported', async (t) => {
  const server = await startNats();
  const { logger } = createRecordingLogger();
  const interruptions: string[] = [];
  const nc = await connectNats({
    url: server.url,
    name: 'test',
    logger,
    onInterrupted: (why) => void interruptions.push(why),
  });
  t.teardown(async () => {
    await nc.close();
    await server.stop();
  });
  nc.subscribe('test', { slow: 5 });
  for (let i = 0; i < 20; i += 1) nc.publish('test');
  await eventually('the report', () => interruptions.includes('slow-consumer'));
});

t.test('a NATS freeze and its end are noticed within seconds', async (t) => {
  const server = await startNats({});
  const { logger } = createRecordingLogger();
  const interruptions: string[] = [];
  const onInterrupted = (why: string) => void interruptions.push(why);
  const nc = await connectNats({ url: server.url, name: 'test', logger, onInterrupted });
  t.teardown(async () => {
    server.kill('SIGCONT');
    await nc.close();
    await server.stop();
  });
  server.kill('SIGSTOP');
  const frozenAt = performance.now();
  await eventually('the disconnect', () => interruptions.includes('disconnect'));
  t.ok(performance.now() - frozenAt < 8_000);
  server.kill('SIGCONT');
  await eventually('the reconnect', () => interruptions.includes('reconnect'));
});
