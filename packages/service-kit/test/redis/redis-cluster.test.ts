import { eventually, startTestRedisCluster } from '@kcs/testkit';
import t from 'tap';
import { connectRedis, connectRedisCluster, createClusterClient, createWriteProbe } from '../../src/index.ts';
import { computeKeySlot } from '../../src/redis/key-slot.ts';
import { createRecordingLogger } from '../support/recording-logger.ts';

const COUNT_SCRIPT = "return redis.call('INCRBY', KEYS[1], ARGV[1])";

t.test('with a Redis Cluster', async (t) => {
  const servers = await startTestRedisCluster(t, { masters: 2, replicas: 0 });
  const [first, second] = servers.servers;
  if (!second) throw new Error('The cluster has only one server');
  const { logger, lines } = createRecordingLogger();
  const { REDIS_URL: url, REDIS_CLUSTER } = servers.envOf('chat-api');
  const probe = createWriteProbe('kcs:limit:probe');
  const cluster = await connectRedisCluster({
    ...{ url, cluster: REDIS_CLUSTER, name: 'test', logger, probe },
  });
  const client = createClusterClient(cluster);
  t.teardown(() => client.destroy());
  /** Keys of the first and of the second master. */
  const [ownKey, foreignKey] = ['kcs:limit:a{2}', 'kcs:limit:a{0}'] as const;

  t.test('a key has the same slot as in Redis', async (t) => {
    for (const key of [
      '',
      'kcs:presence:{p}:online',
      'a{}b',
      'a{}{b}',
      '{a}{b}',
      'a}b{c',
      'zoë',
      'x'.repeat(100),
    ])
      t.equal(computeKeySlot(key), Number(await servers.ask(first, ['CLUSTER', 'KEYSLOT', key])), key);
  });

  t.test('commands, scripts, and transactions reach the master of their key', async (t) => {
    const masters = await Promise.all([ownKey, foreignKey].map((key) => servers.findMaster(key)));
    t.same(masters, [first, second]);
    for (const key of [ownKey, foreignKey]) {
      t.equal(await client.set(key, '1'), 'OK');
      t.equal(await client.eval(COUNT_SCRIPT, { keys: [key], arguments: ['2'] }), 3);
      t.same(
        await client
          .multi()
          .time()
          .incrBy(key, 2)
          .get(key)
          .exec()
          .then((replies) => replies.slice(1)),
        [5, '5'],
      );
      t.match(await client.multi().get(key).pTTL(key).exec(true), ['5', -1]);
      t.equal(await client.del([key]), 1);
    }
    await probe(client);
    t.equal(client.isReady, true);
    t.equal(Reflect.get(client, 'status'), undefined, 'the client pretends to have no other members');
  });

  t.test('commands follow a slot to another master', async (t) => {
    await servers.moveSlot(ownKey, second);
    t.equal(await client.set(ownKey, '2'), 'OK');
    t.same(await client.multi().get(ownKey).pTTL(ownKey).exec(), ['2', -1]);
    t.equal(cluster.findMaster(ownKey), `127.0.0.1:${second.port}`);
    t.equal(await servers.findMaster(ownKey, second), second);
    await client.del(ownKey);
    await servers.moveSlot(ownKey, first);
    await eventually('the slot is back', () => cluster.findMaster(ownKey) === `127.0.0.1:${first.port}`);
    t.match(lines.at(-1), { msg: /has moved slots to other masters/ });
  });

  t.test('while a master is down, its commands fail immediately, and others work', async (t) => {
    lines.length = 0;
    await first.kill();
    await eventually('the lost connection is noticed', () => lines.length > 0);
    const startedAt = performance.now();
    await t.rejects(client.set(ownKey, '3'));
    await t.rejects(client.multi().get(ownKey).pTTL(ownKey).exec());
    t.ok(performance.now() - startedAt < 1_500);
    t.equal(client.isReady, true);
    await t.rejects(probe(client), 'the probe checks every master');
    await first.start();
    await eventually('the master is back', () => client.set(ownKey, '4').catch(() => ''), {
      until: (reply) => reply === 'OK',
    });
    t.match(lines[0], { msg: /is lost/, server: `127.0.0.1:${first.port}` });
    // Directly after its start, the master answers that the cluster is down.
    await eventually('the recovery is logged', () => lines.at(-1)?.msg.endsWith('is back'));
  });

  t.test(
    'a client that is closed while a master is frozen runs no further commands, and logs no error',
    async (t) => {
      lines.length = 0;
      first.freeze();
      await eventually('the lost connection is noticed', () => lines.length > 0);
      await client.close();
      t.notOk(client.isOpen);
      await t.rejects(client.set(ownKey, '6'));
      first.thaw();
      await first.stop();
      t.match(lines, [{ msg: /is lost/ }]);
      t.equal(lines.length, 1);
    },
  );

  t.test('an error says why the cluster cannot be reached', async (t) => {
    const options = {
      url: 'redis://127.0.0.1:1',
      cluster: '127.0.0.1:2',
      name: 'test',
      logger,
      deadlineMs: 50,
    };
    await t.rejects(connectRedis(options), {
      message: /The Redis Cluster at .* cannot be reached: .*ECONNREFUSED/,
    });
  });
});
