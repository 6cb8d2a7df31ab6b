import { setTimeout as sleep } from 'node:timers/promises';
import { connectRedis } from '@kcs/service-kit';
import { createTestCertificate, eventually, startTestRedis, startTestSentinels } from '@kcs/testkit';
import t from 'tap';
import { RedisPath } from '../../src/relay/redis-path.ts';
import { silentLogger } from '../support/silent-logger.ts';

/** The Redis channel that the Socket.IO adapter uses for the room `room_1`. */
const ROOM_CHANNEL = 'socket.io#/#room_1#';

t.test('the Redis path delivers messages and recovers from failures', async (t) => {
  const testRedis = await startTestRedis(t);
  const redisPath = await RedisPath.open({
    url: testRedis.urlOf('realtime-gateway'),
    instanceId: 'path',
    logger: silentLogger,
  });
  const pathChanges: string[] = [];
  const receivedMessages: string[] = [];
  redisPath.subscriber.sSubscribe(ROOM_CHANNEL, (message) => receivedMessages.push(message.toString()));
  redisPath.start({
    onWorking: () => pathChanges.push('working'),
    onBroken: () => pathChanges.push('broken'),
  });
  t.teardown(() => redisPath.stop());

  t.test('the Redis path works and delivers messages once the canary’s echo has arrived', async (t) => {
    await eventually('the path', () => redisPath.working);
    await redisPath.subscriber.waitUntilSubscribed(ROOM_CHANNEL);
    await redisPath.publisher.sPublish(ROOM_CHANNEL, 'one');
    await eventually('the message', () => receivedMessages.includes('one'));
    t.same(pathChanges, ['working']);
  });

  t.test('after an unconfirmed publish, the Redis path is broken until the next echo', async (t) => {
    redisPath.markBroken();
    t.notOk(redisPath.working);
    await eventually('the path', () => redisPath.working);
    t.same(pathChanges, ['working', 'broken', 'working']);
  });

  t.test(
    'while Redis is a read-only replica, the check of the Redis path fails and states the cause',
    async (t) => {
      const adminClient = await connectRedis({
        url: testRedis.urlOf('admin'),
        name: 'admin',
        logger: silentLogger,
      });
      t.teardown(() => adminClient.destroy());
      await adminClient.sendCommand(['REPLICAOF', '127.0.0.1', '1']);
      const readPathProblem = () =>
        redisPath.check().then(
          () => '',
          ({ message }: Error) => message,
        );
      // While the gateway reconnects, the error is about the reconnection and does not contain the error from Redis.
      await eventually('the reason', readPathProblem, { until: (problem) => /READONLY/.test(problem) });
      await eventually('the connection for subscriptions is replaced', () => !redisPath.working);
      await adminClient.sendCommand(['REPLICAOF', 'NO', 'ONE']);
      await eventually('the path', () =>
        redisPath.check().then(
          () => true,
          () => false,
        ),
      );
    },
  );

  t.test('after a Redis restart, all channels are subscribed again', async (t) => {
    await testRedis.kill();
    await eventually('the break', () => !redisPath.working);
    await t.rejects(redisPath.publisher.sPublish(ROOM_CHANNEL, 'lost'));
    await testRedis.start();
    await eventually('the path', () => redisPath.working);
    await redisPath.publisher.sPublish(ROOM_CHANNEL, 'two');
    await eventually('the message', () => receivedMessages.includes('two'));
    t.same(receivedMessages, ['one', 'two']);
  });

  t.test(
    'a channel delivers nothing after it is unsubscribed, and everything after it is subscribed again',
    async (t) => {
      redisPath.subscriber.sUnsubscribe(ROOM_CHANNEL);
      redisPath.subscriber.sSubscribe(ROOM_CHANNEL, (message) => receivedMessages.push(`again ${message}`));
      await redisPath.subscriber.waitUntilSubscribed(ROOM_CHANNEL);
      await redisPath.publisher.sPublish(ROOM_CHANNEL, 'three');
      await eventually('the message', () => receivedMessages.includes('again three'));
      redisPath.subscriber.sUnsubscribe(ROOM_CHANNEL);
      await redisPath.publisher.sPublish(ROOM_CHANNEL, 'four');
      await sleep(50);
      t.same(receivedMessages, ['one', 'two', 'again three']);
    },
  );
});

t.test('with rediss:// and REDIS_CA, both connections of the Redis path are encrypted', async (t) => {
  const certificate = await createTestCertificate(t.testdir());
  const testRedis = await startTestRedis(t, { certificate });
  const redisPath = await RedisPath.open({
    url: testRedis.tlsUrlOf('realtime-gateway'),
    ca: certificate.cert,
    instanceId: 'tls',
    logger: silentLogger,
  });
  t.teardown(() => redisPath.stop());
  redisPath.start({ onWorking: () => {}, onBroken: () => {} });
  await eventually('the path', () => redisPath.working);
});

t.test('both connections of the Redis path follow the master that the Sentinels name', async (t) => {
  const group = await startTestSentinels(t, { replicas: 0, sentinels: 1 });
  const nextMaster = await startTestRedis(t);
  const redisPath = await RedisPath.open({
    url: group.envOf('realtime-gateway').REDIS_URL,
    sentinels: group.url,
    instanceId: 'sentinels',
    logger: silentLogger,
  });
  t.teardown(() => redisPath.stop());
  const pathChanges: string[] = [];
  const receivedMessages: string[] = [];
  redisPath.subscriber.sSubscribe(ROOM_CHANNEL, (message) => receivedMessages.push(message.toString()));
  redisPath.start({
    onWorking: () => pathChanges.push('working'),
    onBroken: () => pathChanges.push('broken'),
  });
  await eventually('the path', () => redisPath.working);
  await group.nameAnotherMaster(nextMaster);
  const nextPath = await RedisPath.open({
    url: nextMaster.urlOf('realtime-gateway'),
    instanceId: 'direct',
    logger: silentLogger,
  });
  t.teardown(() => nextPath.stop());
  await eventually('the message', async () => {
    await nextPath.publisher.sPublish(ROOM_CHANNEL, 'from the new master');
    return receivedMessages.includes('from the new master');
  });
  await eventually('the path works again', () => redisPath.working);
  t.same(pathChanges.slice(0, 3), ['working', 'broken', 'working']);
});
