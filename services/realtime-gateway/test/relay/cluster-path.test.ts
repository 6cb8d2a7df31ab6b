import { connectRedisCluster, createClusterClient } from '@kcs/service-kit';
import { createTestCertificate, eventually, startTestRedisCluster } from '@kcs/testkit';
import t from 'tap';
import { ClusterPath } from '../../src/relay/cluster-path.ts';
import { RedisPath } from '../../src/relay/redis-path.ts';
import { createIntegerRange } from '../support/range.ts';
import { silentLogger } from '../support/silent-logger.ts';

t.test('when a slot moves, its channels are subscribed again, and the listener is told once', async (t) => {
  const redis = await startTestRedisCluster(t, { masters: 2, replicas: 0 });
  const [first, second] = redis.servers;
  if (!second) throw new Error('The cluster has only one server');
  const { REDIS_URL: url, REDIS_CLUSTER } = redis.envOf('realtime-gateway');
  const cluster = await connectRedisCluster({
    ...{ url, cluster: REDIS_CLUSTER, name: 'test', logger: silentLogger },
  });
  const client = createClusterClient(cluster);
  t.teardown(() => client.destroy());
  const path = new ClusterPath({
    cluster: {
      masters: cluster.masters,
      findMaster: (key) => cluster.findMaster(key),
      findKeySuffix: (master) => cluster.findKeySuffix(master),
      getUrl: (address) => cluster.getUrl(address),
      refresh: () => cluster.refresh(),
      // Redis ends the subscriptions before the path learns from the cluster that the slot has moved.
      on: () => cluster,
    },
    ca: undefined,
    logger: silentLogger,
    canaryChannel: 'kcs:canary:test',
    publish: (channel, message) => client.sPublish(channel, message),
  });
  t.teardown(() => path.stop());
  let workingCount = 0;
  const onWorking = () => {
    workingCount += 1;
  };
  path.start({ onWorking, onBroken: () => {} });
  const channels = createIntegerRange(1, 50).map((n) => `kcs:canary:channel-${n}:{2}`);
  const received: string[] = [];
  for (const channel of channels) path.sSubscribe(channel, (_message, from) => received.push(String(from)));
  await eventually('the working path', () => path.working);
  for (const channel of channels) await path.waitUntilSubscribed(channel);
  const workingCountBefore = workingCount;

  await redis.moveSlot('{2}', (await redis.findMaster('{2}')) === first ? second : first);
  await eventually('the report of missed messages', () => workingCount > workingCountBefore);
  t.ok(channels.every((channel) => path.isSubscribed(channel)));
  for (const channel of channels) await client.sPublish(channel, 'after the move');
  await eventually('all messages', () => received.length === channels.length);
  t.same(received, channels);
  t.equal(workingCount, workingCountBefore + 1);
});

t.test('with TLS, the path encrypts its connections to every master', async (t) => {
  const certificate = await createTestCertificate(t.testdir());
  const redis = await startTestRedisCluster(t, { masters: 3, replicas: 0, certificate });
  const { REDIS_URL: url, REDIS_CLUSTER } = redis.envOf('realtime-gateway');
  const path = await RedisPath.open({
    ...{ url, cluster: REDIS_CLUSTER, ca: certificate.cert },
    ...{ instanceId: 'tls', logger: silentLogger },
  });
  t.teardown(() => path.stop());
  const received: string[] = [];
  const channels = createIntegerRange(1, 20).map((n) => `socket.io#/#room:${n}#`);
  for (const channel of channels)
    path.subscriber.sSubscribe(channel, (_message, from) => received.push(String(from)));
  path.start({ onWorking: () => {}, onBroken: () => {} });
  await eventually('the working path', () => path.working);
  for (const channel of channels) await path.subscriber.waitUntilSubscribed(channel);
  for (const channel of channels) await path.publisher.sPublish(channel, 'hello');
  await eventually('all messages', () => received.length === channels.length);
  const masters = new Set(await Promise.all(channels.map((channel) => redis.findMaster(channel))));
  t.equal(masters.size, 3, 'each master serves some of the channels');
});
