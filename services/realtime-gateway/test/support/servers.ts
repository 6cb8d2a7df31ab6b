import { startTestNats, startTestRedis, type TestNats, type TestRedis } from '@kcs/testkit';
import type { Test } from 'tap';

/** A NATS server with JetStream and a Redis server for one test. */
export interface NatsAndRedisServers {
  readonly nats: TestNats;
  readonly redis: TestRedis;
}

export async function startNatsAndRedis(t: Test): Promise<NatsAndRedisServers> {
  const [nats, redis] = await Promise.all([startTestNats(t), startTestRedis(t)]);
  return { nats, redis };
}
