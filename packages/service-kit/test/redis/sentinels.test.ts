import { eventually, startTestSentinels } from '@kcs/testkit';
import t from 'tap';
import { connectRedis, createWriteProbe } from '../../src/index.ts';
import { createRecordingLogger } from '../support/recording-logger.ts';

/** Includes the time after which the Sentinels consider the master down, and the time for appointing another one. */
const FAILOVER_LIMIT_MS = 20_000;

t.test('with Redis Sentinels', async (t) => {
  const group = await startTestSentinels(t, { replicas: 1, sentinels: 1 });
  const [master, replica] = group.servers;
  const { logger, lines } = createRecordingLogger();
  const { REDIS_URL: url } = group.envOf('chat-api');
  const connect = (options: { url: string; sentinels: string; deadlineMs?: number }) =>
    connectRedis({ name: 'test', logger, probe: createWriteProbe('kcs:limit:probe'), ...options });
  const client = await connect({ url, sentinels: group.url });
  t.teardown(() => client.destroy());
  const write = (key: string) => client.set(`kcs:limit:${key}`, key).catch(() => undefined);
  const readOn = (server = master, key = '') =>
    connectRedis({ url: server.urlOf('admin'), name: 'admin', logger }).then(async (admin) => {
      const value = await admin.get(`kcs:limit:${key}`);
      admin.destroy();
      return value;
    });

  t.test('a client connects to the master, even if one Sentinel does not answer', async (t) => {
    t.equal(await write('first'), 'OK');
    const second = await connect({ url, sentinels: group.url.replace('//', '//127.0.0.1:1,') });
    t.equal(await second.set('kcs:limit:second', '1'), 'OK');
    second.destroy();
  });

  t.test('an error says why the Sentinels name no master', async (t) => {
    const unreachable = 'redis://127.0.0.1:1,127.0.0.1:2';
    await t.rejects(connect({ url, sentinels: unreachable, deadlineMs: 100 }), {
      message: /cannot be reached: No Sentinel names the Redis master: (.*ECONNREFUSED|Connection timeout)/,
    });
    const misspelled = url.replace(/kcs$/, 'other');
    await t.rejects(connect({ url: misspelled, sentinels: group.url, deadlineMs: 100 }), {
      message: /(knows no master with the name other|Connection timeout)/,
    });
  });

  t.test(
    'after the master was killed, commands reach the promoted replica without a new client',
    async (t) => {
      lines.length = 0;
      await master.kill();
      await t.rejects(
        client.set('kcs:limit:lost', '1'),
        'a command fails immediately while there is no master',
      );
      await eventually('a write succeeds', () => write('failed-over'), {
        until: (reply) => reply === 'OK',
        timeoutMs: FAILOVER_LIMIT_MS,
      });
      t.equal(await readOn(replica, 'failed-over'), 'failed-over');
      const results = await client.multi().incrBy('kcs:limit:m', 2).get('kcs:limit:m').exec();
      t.same(results, [2, '2'], 'transactions work too');
      await eventually('both log lines', () => lines.length >= 2);
      t.match(
        lines,
        [{ msg: /is lost/ }, { msg: /is back/ }],
        'one line for each, however many attempts it takes',
      );
    },
  );

  t.test(
    'a client notices that the Sentinels name another master, although its connection works',
    async (t) => {
      await master.start();
      // An isolated former master accepts connections, but refuses writes.
      const isolatedClient = await connectRedis({
        name: 'isolated',
        logger: createRecordingLogger().logger,
        probe: () => Promise.reject(new Error('NOREPLICAS Not enough good replicas to write.')),
        url,
        sentinels: group.url,
      });
      const isolatedErrors: string[] = [];
      isolatedClient.on('error', ({ name }: Error) => isolatedErrors.push(name));
      t.teardown(() => isolatedClient.destroy());
      lines.length = 0;
      await group.nameAnotherMaster(master);
      await eventually('a write reaches the other master', async () => {
        await write('moved');
        return (await readOn(master, 'moved')) === 'moved';
      });
      t.match(lines[0], {
        msg: /is lost/,
        err: { name: 'FormerMasterError', message: /name another Redis server/ },
      });
      await eventually('a client whose probe fails notices it too', () => isolatedErrors.length > 0);
      t.equal(isolatedErrors[0], 'FormerMasterError');
    },
  );

  t.test('a closed client opens no further connections', async (t) => {
    await client.close();
    t.notOk(client.isOpen);
    await t.rejects(client.set('kcs:limit:closed', '1'));
  });
});
