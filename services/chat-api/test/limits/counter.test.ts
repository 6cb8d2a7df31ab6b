import { connectRedis } from '@kcs/service-kit';
import { startTestRedis } from '@kcs/testkit';
import t from 'tap';
import { createCounter } from '../../src/limits/counter.ts';
import { silentLogger } from '../support/start-fixture.ts';

t.test('a counter keeps counting if Redis answers reads but refuses writes', async (t) => {
  const server = await startTestRedis(t);
  const connect = async (user: 'admin' | 'chat-api') => {
    const redis = await connectRedis({ url: server.urlOf(user), name: 'test', logger: silentLogger });
    t.teardown(() => redis.destroy());
    return redis;
  };
  const admin = await connect('admin');
  const counter = createCounter(await connect('chat-api'), { keyPrefix: 'kcs:login:test', windowS: 60 });
  const countOf = async (key: string) => (await counter.get(key))?.consumedPoints ?? 0;
  await counter.penalty('ada');
  // A memory limit of one byte makes Redis refuse every write.
  await admin.sendCommand(['CONFIG', 'SET', 'maxmemory', '1']);
  for (let n = 0; n < 3; n += 1) await counter.penalty('ada');
  t.equal(await countOf('ada'), 3);
  await counter.delete('ada');
  t.equal(await countOf('ada'), 0);
});
