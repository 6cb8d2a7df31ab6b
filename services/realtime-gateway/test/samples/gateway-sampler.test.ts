import { GATEWAY_SAMPLES } from '@kcs/contracts';
import { startTestRedis } from '@kcs/testkit';
import { createClient } from 'redis';
import t from 'tap';
import { GatewaySampler } from '../../src/samples/gateway-sampler.ts';
import { TrafficCounter } from '../../src/samples/traffic-counter.ts';
import { silentLogger } from '../support/silent-logger.ts';

t.test('a gateway writes samples to a list in Redis that holds one hour (ADMIN-9)', async (t) => {
  const testRedis = await startTestRedis(t);
  const connect = async (user: 'admin' | 'realtime-gateway') => {
    const client = createClient({ url: testRedis.urlOf(user), RESP: 3 });
    await client.connect();
    t.teardown(() => client.destroy());
    return client;
  };
  const [admin, scripts] = [await connect('admin'), await connect('realtime-gateway')];
  const traffic = new TrafficCounter();
  const counts = { connections: 3, users: 2, rooms: 1 };
  const sampler = new GatewaySampler({
    ...{ scripts, instanceId: 'gateway-1', traffic, readCounts: () => counts, logger: silentLogger },
  });
  const { REDIS_KEY, MAX_SAMPLES, KEPT_MS } = GATEWAY_SAMPLES;
  const listKey = `${REDIS_KEY}:gateway-1`;
  await admin.rPush(
    listKey,
    Array.from({ length: MAX_SAMPLES + 5 }, (_, index) => `${index} {}`),
  );
  await admin.zAdd(REDIS_KEY, { score: 1, value: 'stopped long ago' });
  traffic.countMessage();
  for (const lagMs of [2, 4]) traffic.countReleasedEvent(lagMs);
  await sampler.record();
  await sampler.record();
  const entries = await admin.lRange(listKey, -3, -1);
  const samples = entries.map((entry) => JSON.parse(entry.replace(/^\d+ /, '')));
  t.same(samples, [
    {},
    { ...counts, messages_per_s: 1, events_per_s: 2, lag_mean_ms: 3, lag_max_ms: 4 },
    { ...counts, messages_per_s: 0, events_per_s: 0, lag_mean_ms: null, lag_max_ms: null },
  ]);
  t.ok(Math.abs(Number(entries[2]?.split(' ')[0]) - Date.now()) < 60_000, 'the entry begins with the time');
  t.equal(await admin.lLen(listKey), MAX_SAMPLES);
  t.same(await admin.zRange(REDIS_KEY, 0, -1), ['gateway-1'], 'old gateways are removed');
  for (const key of [REDIS_KEY, listKey]) {
    const ttlMs = await admin.pTTL(key);
    t.ok(ttlMs > KEPT_MS - 60_000 && ttlMs <= KEPT_MS, key);
  }
});
