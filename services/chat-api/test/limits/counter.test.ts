import { connectRedis } from '@kcs/service-kit';
import { startTestRedis } from '@kcs/testkit';
import t from 'tap';
import { createUsageCounter } from '../../src/limits/counter.ts';
import { silentLogger } from '../support/start-fixture.ts';

t.test('a counter keeps counting if Redis answers reads but refuses writes', async (t) => {
  const redisServer = await startTestRedis(t);
  const connectToRedis = async (user: 'admin' | 'chat-api') => {
    const redis = await connectRedis({ url: redisServer.urlOf(user), name: 'test', logger: silentLogger });
    t.teardown(() => redis.destroy());
    return redis;
  };
  const adminRedis = await connectToRedis('admin');
  const counter = createUsageCounter(await connectToRedis('chat-api'), {
    keyPrefix: 'kcs:login:test',
    windowS: 60,
  });
  const readCount = async (key: string) => (await counter.get(key))?.consumedPoints ?? 0;
  await counter.penalty('ada');
  // A memory limit of one byte makes Redis refuse every write.
  await adminRedis.sendCommand(['CONFIG', 'SET', 'maxmemory', '1']);
  for (let n = 0; n < 3; n += 1) await counter.penalty('ada');
  t.equal(await readCount('ada'), 3);
  await counter.delete('ada');
  t.equal(await readCount('ada'), 0);
});
