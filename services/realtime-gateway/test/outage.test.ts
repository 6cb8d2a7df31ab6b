import { setTimeout } from 'node:timers/promises';
import { ROOM_STREAM } from '@kcs/contracts';
import { retry } from '@kcs/service-kit';
import { eventually, TestSocket } from '@kcs/testkit';
import { jetstreamManager } from '@nats-io/jetstream';
import t, { type Test } from 'tap';
import { createRange } from './support/range.ts';
import { startTwoGateways } from './support/two-gateways.ts';

t.test('live sockets survive outages of the servers behind them', async (t) => {
  const { servers, api, gateways } = await startTwoGateways(t);
  const [ada, bob] = [await api.user('Ada'), await api.user('Bob')];
  const roomId = await api.room(ada, bob);
  const sender = await TestSocket.connect(t, gateways[0].url, ada);
  const clients = [sender, await TestSocket.connect(t, gateways[1].url, bob)];
  for (const client of clients) await client.join([roomId]);
  const readHead = () => api.log.room(roomId).events.length;
  const waitUntilAllReachHead = (ms?: number) =>
    eventually('all events', () => clients.every((client) => client.seqs.at(-1) === readHead()), ms);
  const assertEventsInOrder = (t: Test) => {
    for (const client of clients) t.same(client.seqs, createRange(2, readHead()));
  };
  const waitUntilPathBroken = () =>
    eventually('the broken path', async () => (await gateways[0].metric('redis_path_whole')) === 0);
  const waitUntilPathsWork = () =>
    eventually('working paths', async () => {
      const redisPathGauges = await Promise.all(
        gateways.map((gateway) => gateway.metric('redis_path_whole')),
      );
      return redisPathGauges.every((value) => value === 1);
    });

  t.test('after a Redis restart, no events are missing and no socket was disconnected', async (t) => {
    await servers.redis.kill();
    await waitUntilPathBroken();
    await t.rejects(gateways[0].gateway.checkRedisPath());
    await Promise.all(createRange(1, 20).map((at) => api.send(roomId, ada, `while away ${at}`)));
    await servers.redis.start();
    await waitUntilPathsWork();
    await waitUntilAllReachHead(6_000);
    await api.send(roomId, ada, 'works again');
    await waitUntilAllReachHead(2_000);
    assertEventsInOrder(t);
    for (const client of clients) t.same(client.disconnects, []);
  });

  t.test('the canary detects a frozen Redis', async (t) => {
    servers.redis.freeze();
    await waitUntilPathBroken();
    await api.send(roomId, ada, 'frozen');
    await waitUntilAllReachHead(12_000);
    servers.redis.thaw();
    await waitUntilPathsWork();
    await api.send(roomId, ada, 'thawed');
    await waitUntilAllReachHead();
    assertEventsInOrder(t);
  });

  t.test('consuming resumes as soon as a deleted consumer or stream is back', async (t) => {
    const jsm = await jetstreamManager(api.nc);
    // Try several times, because a busy nats-server 2.9 may fail to remove the consumer's files at the first attempt.
    const removeConsumer = () => jsm.consumers.delete(ROOM_STREAM.name, ROOM_STREAM.gatewayConsumer);
    await retry(removeConsumer, { attempts: 5, baseMs: 20, maxMs: 100 });
    await api.send(roomId, ada, 'without a consumer');
    await waitUntilAllReachHead();
    const pendingSends = createRange(1, 40).map(async (at) => {
      await setTimeout(at * 5);
      await api.send(roomId, ada, `while the consumer is deleted ${at}`);
    });
    await retry(removeConsumer, { attempts: 5, baseMs: 20, maxMs: 100 });
    await Promise.all(pendingSends);
    await waitUntilAllReachHead();
    await jsm.streams.delete(ROOM_STREAM.name);
    await api.createStream();
    await api.send(roomId, ada, 'on a new stream');
    await waitUntilAllReachHead();
    await eventually('consuming', async () => (await gateways[0].metric('taking')) === 1, 20_000);
    assertEventsInOrder(t);
  });

  t.test('after a NATS restart, events from the outage arrive and no socket was disconnected', async (t) => {
    await servers.nats.kill();
    await eventually('the outage', async () => {
      const { error } = await sender.ask('send-message', { roomId, content: 'x' });
      return error?.code === 'UNAVAILABLE';
    });
    api.log.message(roomId, ada.id, 'while NATS was away');
    await servers.nats.start();
    await waitUntilAllReachHead(15_000);
    assertEventsInOrder(t);
    for (const client of clients) t.same(client.disconnects, []);
  });
});

t.test('a user who was logged out during a NATS outage receives no later events', async (t) => {
  const { servers, api, gateways } = await startTwoGateways(t);
  const [ada, bob] = [await api.user('Ada'), await api.user('Bob')];
  const roomId = await api.room(ada, bob);
  const loggedOutClient = await TestSocket.connect(t, gateways[0].url, bob);
  const adasClient = await TestSocket.connect(t, gateways[0].url, ada);
  for (const client of [loggedOutClient, adasClient]) await client.join([roomId]);
  await servers.nats.kill();
  await eventually('the outage', async () => {
    const { error } = await adasClient.ask('send-message', { roomId, content: 'x' });
    return error?.code === 'UNAVAILABLE';
  });
  api.log.endedSessions.set(bob.sessionId, 'LOGGED_OUT');
  api.log.message(roomId, ada.id, 'after the logout');
  await servers.nats.start();
  t.same(await loggedOutClient.next('session-ended', () => true, 15_000), { code: 'LOGGED_OUT' });
  await adasClient.next('new-chat-message', ({ data }) => data.content === 'after the logout', 15_000);
  t.same(loggedOutClient.all('new-chat-message'), []);
});
