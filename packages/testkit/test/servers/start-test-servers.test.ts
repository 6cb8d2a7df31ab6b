import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { createClient } from 'redis';
import t from 'tap';
import { startTestDatabase, startTestNats, startTestRedis } from '../../src/index.ts';

t.test('a restarted server keeps its URL and data until it is wiped', async (t) => {
  const nats = await startTestNats(t);
  const { url } = nats;
  const listStreams = async (work: 'write' | 'count') => {
    const natsConnection = await connect(nats.getConnectionOptions('admin'));
    const manager = await jetstreamManager(natsConnection);
    if (work === 'write') {
      await manager.streams.add({ name: 'S', subjects: ['s'] });
      await jetstream(natsConnection).publish('s', 'one');
    }
    const streamNames = await manager.streams.names().next();
    await natsConnection.close();
    return streamNames;
  };
  t.same(await listStreams('write'), ['S']);
  await nats.kill();
  await t.rejects(connect({ ...nats.getConnectionOptions('admin'), reconnect: false }));
  await nats.start();
  t.equal(nats.url, url);
  t.same(await listStreams('count'), ['S'], 'after kill -9');
  await nats.restart();
  t.same(await listStreams('count'), ['S'], 'after a restart');
  await nats.wipe();
  t.same(await listStreams('count'), [], 'after a wipe');
});

t.test('a frozen server accepts connections but answers nothing', async (t) => {
  const redis = await startTestRedis(t);
  const client = createClient({ url: redis.urlOf('admin') });
  client.on('error', () => undefined);
  await client.connect();
  t.teardown(() => client.destroy());
  redis.freeze();
  let isPingAnswered = false;
  const pendingPing = client.ping().then(() => {
    isPingAnswered = true;
  });
  await new Promise((resolve) => setTimeout(resolve, 50));
  t.notOk(isPingAnswered);
  redis.thaw();
  await pendingPing;
  t.ok(isPingAnswered);
  redis.freeze();
});

t.test('a test server uses the additional configuration that a test passes', async (t) => {
  const redis = await startTestRedis(t, { args: ['--maxmemory', '32mb'] });
  const client = await createClient({ url: redis.urlOf('admin') }).connect();
  t.same(await client.configGet('maxmemory'), { maxmemory: String(32 * 1024 * 1024) });
  client.destroy();
  const nats = await startTestNats(t, { config: 'max_payload: 16384' });
  const natsConnection = await connect(nats.getConnectionOptions('admin'));
  t.equal(natsConnection.info?.max_payload, 16_384);
  await natsConnection.close();
  t.equal(Number(new URL(nats.url).port), nats.port);
});

t.test('a test gets its own migrated database', async (t) => {
  const [one, other] = [await startTestDatabase(t), await startTestDatabase(t)];
  t.not(one.url, other.url);
  const { rows } = await one.query("select count(*)::int as n from pg_tables where schemaname = 'public'");
  t.ok(rows[0].n > 5, 'it has the tables of chat-api');
});
