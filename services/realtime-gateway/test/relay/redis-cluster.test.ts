import { connectRedis, newId } from '@kcs/service-kit';
import { eventually, startTestNats, startTestRedisCluster, TestSocket } from '@kcs/testkit';
import t, { type Test } from 'tap';
import { MeetingStore } from '../../src/meetings/meeting-store.ts';
import { startGateway } from '../support/gateway.ts';
import { createIntegerRange } from '../support/range.ts';
import { startServicesStandIn } from '../support/services-stand-in.ts';
import { silentLogger } from '../support/silent-logger.ts';

/** Includes the time after which the masters consider one of them down, and the election of its replica. */
const RECOVERY_TIMEOUT_MS = 20_000;

/** Redis gives up a requested failover after 5 s, for example because the other masters have not voted in time. */
const FAILOVER_ATTEMPT_MS = 6_000;
const RETRIED_FAILOVER_TIMEOUT_MS = 40_000;

t.test('gateways relay events through a Redis Cluster', async (t) => {
  const [nats, redis] = await Promise.all([
    startTestNats(t),
    startTestRedisCluster(t, { masters: 3, replicas: 1 }),
  ]);
  const api = await startServicesStandIn(t, nats);
  const gateways = await Promise.all([startGateway(t, { nats, redis }), startGateway(t, { nats, redis })]);
  const [ada, bob] = [await api.user('Ada'), await api.user('Bob')];
  const roomId = await api.room(ada, bob);
  const roomChannel = `socket.io#/#room:${roomId}#`;
  const clients = [
    await TestSocket.connect(t, gateways[0].url, ada),
    await TestSocket.connect(t, gateways[1].url, bob),
  ];
  for (const client of clients) await client.join([roomId]);
  const waitUntilDelivered = (ms: number) =>
    eventually(
      'all events',
      () => clients.every(({ seqs }) => (seqs.at(-1) ?? 1) === api.log.room(roomId).events.length),
      ms,
    );
  const arePathsWorking = async () => {
    const gauges = await Promise.all(gateways.map((gateway) => gateway.metric('redis_path_whole')));
    return gauges.every((gauge) => gauge === 1);
  };
  const countRepairs = async () => {
    const counts = await Promise.all(gateways.map((gateway) => gateway.metric('sweep_repairs_total')));
    return counts.reduce((sum, count) => sum + count, 0);
  };
  /** Sends messages until one reaches both sockets without the help of a sweep. */
  const assertDeliveredLive = async (t: Test) => {
    await eventually('working paths', arePathsWorking, RECOVERY_TIMEOUT_MS);
    await eventually(
      'a live message',
      async () => {
        const repairs = await countRepairs();
        await api.send(roomId, ada, 'Is this one live?');
        await waitUntilDelivered(RECOVERY_TIMEOUT_MS);
        return (await countRepairs()) === repairs;
      },
      RECOVERY_TIMEOUT_MS,
    );
    for (const { seqs } of clients) t.same(seqs, createIntegerRange(2, seqs.length + 1));
  };

  t.test('a message reaches a member on another gateway', async (t) => {
    await assertDeliveredLive(t);
  });

  t.test('the scripts of meetings use only keys of one master', async (t) => {
    const client = await connectRedis({
      ...{ url: redis.urlOf('realtime-gateway'), cluster: redis.envOf('realtime-gateway').REDIS_CLUSTER },
      ...{ name: 'meetings', logger: silentLogger },
    });
    t.teardown(() => client.destroy());
    const store = new MeetingStore({ client, leaseMs: 1, heartbeatMs: 1, maxParticipants: 2 });
    const meetingId = newId('meet');
    const place = { participantId: newId('part'), holder: newId('part') };
    const { record } = await store.join({
      meetingId,
      participant: {
        ...place,
        userId: ada.id,
        userName: 'Ada',
        audio: false,
        video: false,
        isSharing: false,
      },
      formerId: undefined,
      replacesMedia: false,
    });
    await store.update(meetingId, place, { audio: true });
    await store.renew(meetingId, 0, [record]);
    t.equal((await store.readRoster(meetingId)).participants.length, 1);
    await store.leave(meetingId, place);
    await store.reap();
    await store.end(meetingId);
  });

  t.test('a channel is subscribed again after its slot has moved to another master', async (t) => {
    const master = await redis.findMaster(roomChannel);
    const [target] = redis.servers.slice(0, 3).filter((server) => server !== master);
    if (target) await redis.moveSlot(roomChannel, target);
    await assertDeliveredLive(t);
  });

  t.test('a failover that cuts no connection is noticed', async (t) => {
    const master = await redis.findMaster(roomChannel);
    const replica = await redis.findReplica(master);
    await eventually(
      'a failover',
      async () => {
        if (await replica.acceptsWrites()) return true;
        await redis.ask(replica, ['CLUSTER', 'FAILOVER']);
        return eventually('the end of the failover', () => replica.acceptsWrites(), FAILOVER_ATTEMPT_MS);
      },
      RETRIED_FAILOVER_TIMEOUT_MS,
    );
    await assertDeliveredLive(t);
    await redis.findReplica(replica);
  });

  t.test(
    'after the master of a room was killed, no message is lost, repeated, or out of order',
    async (t) => {
      const master = await redis.findMaster(roomChannel);
      const replica = await redis.findReplica(master);
      await master.kill();
      await eventually('the broken path', async () => !(await arePathsWorking()));
      for (const n of createIntegerRange(1, 10)) await api.send(roomId, ada, `without a master ${n}`);
      await eventually('the replica is the master', () => replica.acceptsWrites(), RECOVERY_TIMEOUT_MS);
      await assertDeliveredLive(t);
      for (const client of clients) t.same(client.disconnects, []);
    },
  );
});
