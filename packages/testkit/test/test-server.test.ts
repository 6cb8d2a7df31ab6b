import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { createClient } from 'redis';
import t from 'tap';
import { startTestNats, startTestRedis } from '../src/index.ts';

t.test('a server comes back at its old address with what it kept, until it is wiped', async (t) => {
  const nats = await startTestNats(t);
  const { url } = nats;
  const streams = async (work: 'write' | 'count') => {
    const nc = await connect({ servers: url });
    const manager = await jetstreamManager(nc);
    if (work === 'write') {
      await manager.streams.add({ name: 'S', subjects: ['s'] });
      await jetstream(nc).publish('s', 'one');
    }
    const names = await manager.streams.names().next();
    await nc.close();
    return names;
  };
  t.same(await streams('write'), ['S']);
  await nats.kill();
  await t.rejects(connect({ servers: url, reconnect: false }));
  await nats.start();
  t.equal(nats.url, url);
  t.same(await streams('count'), ['S'], 'after kill -9');
  await nats.restart();
  t.same(await streams('count'), ['S'], 'after a restart');
  await nats.wipe();
  t.same(await streams('count'), [], 'forgotten');
});

t.test('a frozen server accepts connections and answers nothing', async (t) => {
  const redis = await startTestRedis(t);
  const client = createClient({ url: redis.url });
  client.on('error', () => undefined);
  await client.connect();
  t.teardown(() => client.destroy());
  redis.freeze();
  let answered = false;
  const ping = client.ping().then(() => {
    answered = true;
  });
  await new Promise((resolve) => setTimeout(resolve, 50));
  t.notOk(answered);
  redis.thaw();
  await ping;
  t.ok(answered);
  redis.freeze();
});
