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

/**
 * The client that every other client is a duplicate of. The library builds a class with all commands for each new
 * client, which takes tens of milliseconds of CPU time. Duplicates share the class.
 */
let template: ReturnType<typeof createTemplate> | undefined;

const createTemplate = () => createClient({ RESP: 3 });

/** Opens a Redis client, which is closed at the end of the test. */
export async function openRedisClient(t: Test, url: string) {
  template ??= createTemplate();
  const redisClient = template.duplicate({ url, socket: {} });
  redisClient.on('error', () => undefined);
  await redisClient.connect();
  t.teardown(() => {
    if (redisClient.isOpen) redisClient.destroy();
  });
  return redisClient;
}
