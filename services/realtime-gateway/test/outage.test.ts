import { setTimeout } from 'node:timers/promises';
import { ROOM_STREAM } from '@kcs/contracts';
import { retry } from '@kcs/service-kit';
import { eventually, TestSocket } from '@kcs/testkit';
import { jetstreamManager } from '@nats-io/jetstream';
import t, { type Test } from 'tap';
import { createIntegerRange } from './support/range.ts';
import { startTwoGateways } from './support/two-gateways.ts';

t.test('live sockets survive outages of the servers behind them', async (t) => {
  const { servers, api, gateways } = await startTwoGateways(t);
  const [ada, bob] = [await api.user('Ada'), await api.user('Bob')];
  const roomId = await api.room(ada, bob);
  const senderSocket = await TestSocket.connect(t, gateways[0].url, ada);
  const clients = [senderSocket, await TestSocket.connect(t, gateways[1].url, bob)];
  for (const client of clients) await client.join([roomId]);
  const readRoomHead = () => api.log.room(roomId).events.length;
  const waitUntilClientsReachHead = (ms?: number) =>
    eventually('all events', () => clients.every((client) => client.seqs.at(-1) === readRoomHead()), ms);
  const assertEventsInOrder = (t: Test) => {
    for (const client of clients) t.same(client.seqs, createIntegerRange(2, readRoomHead()));
  };
  const waitUntilRedisPathBroken = () =>
    eventually('the broken path', async () => (await gateways[0].metric('redis_path_whole')) === 0);
  const waitUntilRedisPathsWork = () =>
    eventually('working paths', async () => {
      const redisPathGauges = await Promise.all(
        gateways.map((gateway) => gateway.metric('redis_path_whole')),
      );
      return redisPathGauges.every((value) => value === 1);
    });

  t.test('after a Redis restart, no events are missing and no socket was disconnected', async (t) => {
    await servers.redis.kill();
    await waitUntilRedisPathBroken();
    await t.rejects(gateways[0].gateway.checkRedisPath());
    await Promise.all(createIntegerRange(1, 20).map((at) => api.send(roomId, ada, `while away ${at}`)));
    await servers.redis.start();
    await waitUntilRedisPathsWork();
    await waitUntilClientsReachHead(6_000);
    await api.send(roomId, ada, 'works again');
    await waitUntilClientsReachHead(2_000);
    assertEventsInOrder(t);
    for (const client of clients) t.same(client.disconnects, []);
  });

  t.test('the canary detects a frozen Redis', async (t) => {
    servers.redis.freeze();
    await waitUntilRedisPathBroken();
    await api.send(roomId, ada, 'frozen');
    await waitUntilClientsReachHead(12_000);
    servers.redis.thaw();
    await waitUntilRedisPathsWork();
    await api.send(roomId, ada, 'thawed');
    await waitUntilClientsReachHead();
    assertEventsInOrder(t);
  });

  t.test('consuming resumes as soon as a deleted consumer or stream is back', async (t) => {
    const streamManager = await jetstreamManager(api.nc);
    // Try several times, because a busy nats-server 2.9 may fail to remove the consumer's files at the first attempt.
    const deleteGatewayConsumer = () =>
      streamManager.consumers.delete(ROOM_STREAM.name, ROOM_STREAM.gatewayConsumer);
    await retry(deleteGatewayConsumer, { attempts: 5, baseMs: 20, maxMs: 100 });
    await api.send(roomId, ada, 'without a consumer');
    await waitUntilClientsReachHead();
    const pendingSends = createIntegerRange(1, 40).map(async (at) => {
      await setTimeout(at * 5);
      await api.send(roomId, ada, `while the consumer is deleted ${at}`);
    });
    await retry(deleteGatewayConsumer, { attempts: 5, baseMs: 20, maxMs: 100 });
    await Promise.all(pendingSends);
    await waitUntilClientsReachHead();
    await streamManager.streams.delete(ROOM_STREAM.name);
    await api.createStream();
    await api.send(roomId, ada, 'on a new stream');
    await waitUntilClientsReachHead();
    await eventually('consuming', async () => (await gateways[0].metric('taking')) === 1, 20_000);
    assertEventsInOrder(t);
  });

  t.test('after a NATS restart, events from the outage arrive and no socket was disconnected', async (t) => {
    await servers.nats.kill();
    await eventually('the outage', async () => {
      const { error } = await senderSocket.ask('send-message', { roomId, content: 'x' });
      return error?.code === 'UNAVAILABLE';
    });
    api.log.message(roomId, ada.id, 'while NATS was away');
    await servers.nats.start();
    await waitUntilClientsReachHead(15_000);
    assertEventsInOrder(t);
    for (const client of clients) t.same(client.disconnects, []);
  });
});

t.test('a user who was logged out during a NATS outage receives no later events', async (t) => {
  const { servers, api, gateways } = await startTwoGateways(t);
  const [ada, bob] = [await api.user('Ada'), await api.user('Bob')];
  const roomId = await api.room(ada, bob);
  const loggedOutSocket = await TestSocket.connect(t, gateways[0].url, bob);
  const adaSocket = await TestSocket.connect(t, gateways[0].url, ada);
  for (const client of [loggedOutSocket, adaSocket]) await client.join([roomId]);
  await servers.nats.kill();
  await eventually('the outage', async () => {
    const { error } = await adaSocket.ask('send-message', { roomId, content: 'x' });
    return error?.code === 'UNAVAILABLE';
  });
  api.log.endedSessions.set(bob.sessionId, 'LOGGED_OUT');
  api.log.message(roomId, ada.id, 'after the logout');
  await servers.nats.start();
  t.same(await loggedOutSocket.next('session-ended', () => true, 15_000), { code: 'LOGGED_OUT' });
  await adaSocket.next('new-chat-message', ({ data }) => data.content === 'after the logout', 15_000);
  t.same(loggedOutSocket.all('new-chat-message'), []);
});
