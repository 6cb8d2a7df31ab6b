import type { TestNats } from '@kcs/testkit';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { createClient } from 'redis';
import type { Test } from 'tap';

/**
 * Returns a NATS connection of a user who may do everything. The connection is closed at the end of the test, and never
 * gives up reconnecting.
 */
export async function openNatsConnection(t: Test, nats: TestNats): Promise<NatsConnection> {
  const nc = await connect({ ...nats.as('admin'), maxReconnectAttempts: -1, reconnectTimeWait: 100 });
  t.teardown(() => nc.close());
  return nc;
}

/** Returns a Redis client that is closed at the end of the test. */
export async function redisClient(t: Test, url: string) {
  const client = createClient({ url, RESP: 3 });
  client.on('error', () => undefined);
  await client.connect();
  t.teardown(() => {
    if (client.isOpen) client.destroy();
  });
  return client;
}
