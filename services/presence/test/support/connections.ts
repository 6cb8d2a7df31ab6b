import type { TestNats } from '@kcs/testkit';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { createClient } from 'redis';
import type { Test } from 'tap';

/**
 * Opens a NATS connection with all permissions. The connection reconnects without limit and is closed at the end of the
 * test.
 */
export async function openNatsConnection(t: Test, nats: TestNats): Promise<NatsConnection> {
  const natsConnection = await connect({
    ...nats.getConnectionOptions('admin'),
    maxReconnectAttempts: -1,
    reconnectTimeWait: 100,
  });
  t.teardown(() => natsConnection.close());
  return natsConnection;
}

/** Opens a Redis client, which is closed at the end of the test. */
export async function openRedisClient(t: Test, url: string) {
  const redisClient = createClient({ url, RESP: 3 });
  redisClient.on('error', () => undefined);
  await redisClient.connect();
  t.teardown(() => {
    if (redisClient.isOpen) redisClient.destroy();
  });
  return redisClient;
}
