import { ROOM_STREAM } from '@kcs/contracts';
import { retry } from '@kcs/service-kit';
import { eventually } from '@kcs/testkit';
import { jetstreamManager } from '@nats-io/jetstream';
import t, { type Test } from 'tap';
import { connect } from './support/chat-client.ts';
import { range } from './support/range.ts';
import { startWorld } from './support/world.ts';

t.test('live sockets outlive the servers between them', async (t) => {
  const { servers, api, gateways } = await startWorld(t);
  const [ada, bob] = [await api.user('Ada'), await api.user('Bob')];
  const roomId = await api.room(ada, bob);
  const clients = [await connect(t, gateways[0].url, ada), await connect(t, gateways[1].url, bob)];
  for (const client of clients) await client.join([roomId]);
  const head = () => api.log.room(roomId).events.length;
  const allHave = (ms?: number) =>
    eventually('everybody has all', () => clients.every((client) => client.seqs().at(-1) === head()), ms);
  const inOrder = (t: Test) => {
    for (const client of clients) t.same(client.seqs(), range(2, head()));
  };

  t.test('Redis away and back: nothing is taken meanwhile, and nothing is missing after', async (t) => {
    await servers.redis.kill();
    await eventually('the path is broken', async () => (await gateways[0].metric('redis_path_whole')) === 0);
    t.throws(() => gateways[0].gateway.checkRedisPath());
    await Promise.all(range(1, 20).map((at) => api.send(roomId, ada, `while away ${at}`)));
    await servers.redis.start();
    await eventually('both are whole', async () => {
      const whole = await Promise.all(gateways.map((gateway) => gateway.metric('redis_path_whole')));
      return whole.every((value) => value === 1);
    });
    await allHave(6_000);
    await api.send(roomId, ada, 'whole again');
    await allHave(2_000);
    inOrder(t);
    for (const client of clients) t.same(client.disconnects, []);
  });

  t.test('a frozen Redis is noticed by the canary', async (t) => {
    servers.redis.freeze();
    await eventually('the path is broken', async () => (await gateways[0].metric('redis_path_whole')) === 0);
    await api.send(roomId, ada, 'frozen');
    await allHave(12_000);
    servers.redis.thaw();
    await eventually('it is whole', async () => (await gateways[0].metric('redis_path_whole')) === 1);
    await api.send(roomId, ada, 'thawed');
    await allHave();
    inOrder(t);
  });

  t.test('stream and consumer deleted: taken again as soon as they are back', async (t) => {
    const jsm = await jetstreamManager(api.nc);
    // A busy nats-server 2.9 may fail to remove the consumer's files at the first try.
    const remove = () => jsm.consumers.delete(ROOM_STREAM.name, ROOM_STREAM.gatewayConsumer);
    await retry(remove, { attempts: 5, baseMs: 20, maxMs: 100 });
    await api.send(roomId, ada, 'without a consumer');
    await allHave();
    await jsm.streams.delete(ROOM_STREAM.name);
    await api.createStream();
    await api.send(roomId, ada, 'on a new stream');
    await allHave();
    await eventually('taking', async () => (await gateways[0].metric('taking')) === 1, 20_000);
    inOrder(t);
  });

  t.test('NATS restarted: sockets stay, and what happened meanwhile follows', async (t) => {
    await servers.nats.kill();
    await eventually('it is noticed', async () => {
      const { error } = await (clients[0] as (typeof clients)[0]).ask('send-message', {
        roomId,
        content: 'x',
      });
      return error?.code === 'UNAVAILABLE';
    });
    api.log.message(roomId, ada.id, 'while NATS was away');
    await servers.nats.start();
    await allHave(15_000);
    inOrder(t);
    for (const client of clients) t.same(client.disconnects, []);
  });
});
