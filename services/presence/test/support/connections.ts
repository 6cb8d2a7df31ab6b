import { connect, type NatsConnection } from '@nats-io/transport-node';
import { createClient } from 'redis';
import type { Test } from 'tap';

/** Returns a NATS connection that is closed at the end of the test. It never gives up reconnecting. */
export async function openNatsConnection(t: Test, url: string): Promise<NatsConnection> {
  const nc = await connect({ servers: url, maxReconnectAttempts: -1, reconnectTimeWait: 100 });
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
