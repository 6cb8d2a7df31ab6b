import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { createClient } from 'redis';
import t from 'tap';
import { startTestDatabase, startTestNats, startTestRedis } from '../../src/index.ts';

t.test('a restarted server keeps its URL and data until it is wiped', async (t) => {
  const testNats = await startTestNats(t);
  const { url } = testNats;
  const writeOrListStreams = async (work: 'write' | 'count') => {
    const natsConnection = await connect(testNats.getConnectionOptions('admin'));
    const streamManager = await jetstreamManager(natsConnection);
    if (work === 'write') {
      await streamManager.streams.add({ name: 'S', subjects: ['s'] });
      await jetstream(natsConnection).publish('s', 'one');
    }
    const streamNames = await streamManager.streams.names().next();
    await natsConnection.close();
    return streamNames;
  };
  t.same(await writeOrListStreams('write'), ['S']);
  await testNats.kill();
  await t.rejects(connect({ ...testNats.getConnectionOptions('admin'), reconnect: false }));
  await testNats.start();
  t.equal(testNats.url, url);
  t.same(await writeOrListStreams('count'), ['S'], 'after kill -9');
  await testNats.restart();
  t.same(await writeOrListStreams('count'), ['S'], 'after a restart');
  await testNats.wipe();
  t.same(await writeOrListStreams('count'), [], 'after a wipe');
});

t.test('a frozen server accepts connections but answers nothing', async (t) => {
  const testRedis = await startTestRedis(t);
  const adminClient = createClient({ url: testRedis.urlOf('admin') });
  adminClient.on('error', () => undefined);
  await adminClient.connect();
  t.teardown(() => adminClient.destroy());
  testRedis.freeze();
  let isPingAnswered = false;
  const pendingPing = adminClient.ping().then(() => {
    isPingAnswered = true;
  });
  await new Promise((resolve) => setTimeout(resolve, 50));
  t.notOk(isPingAnswered);
  testRedis.thaw();
  await pendingPing;
  t.ok(isPingAnswered);
  testRedis.freeze();
});

t.test('a test server uses the additional configuration that a test passes', async (t) => {
  const testRedis = await startTestRedis(t, { args: ['--maxmemory', '32mb'] });
  const adminClient = await createClient({ url: testRedis.urlOf('admin') }).connect();
  t.same(await adminClient.configGet('maxmemory'), { maxmemory: String(32 * 1024 * 1024) });
  adminClient.destroy();
  const testNats = await startTestNats(t, { config: 'max_payload: 16384' });
  const natsConnection = await connect(testNats.getConnectionOptions('admin'));
  t.equal(natsConnection.info?.max_payload, 16_384);
  await natsConnection.close();
  t.equal(Number(new URL(testNats.url).port), testNats.port);
});

t.test('a test gets its own migrated database', async (t) => {
  const [one, other] = [await startTestDatabase(t), await startTestDatabase(t)];
  t.not(one.url, other.url);
  const { rows } = await one.query("select count(*)::int as n from pg_tables where schemaname = 'public'");
  t.ok(rows[0].n > 5, 'it has the tables of chat-api');
});
