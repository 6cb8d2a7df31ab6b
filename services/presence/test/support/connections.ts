import { connect, type NatsConnection } from '@nats-io/transport-node';
import { createClient } from 'redis';
import type { Test } from 'tap';

/** A NATS connection that ends with the test. It reconnects forever. */
export async function natsConnection(t: Test, url: string): Promise<NatsConnection> {
  const nc = await connect({ servers: url, maxReconnectAttempts: -1, reconnectTimeWait: 100 });
  t.teardown(() => nc.close());
  return nc;
}

/** A Redis client that ends with the test. */
export async function redisClient(t: Test, url: string) {
  const client = createClient({ url, RESP: 3 });
  client.on('error', () => undefined);
  await client.connect();
  t.teardown(() => {
    if (client.isOpen) client.destroy();
  });
  return client;
}
