import { freePort } from '@kcs/testkit';
import { connect } from '@nats-io/transport-node';
import type { Test } from 'tap';
import { ServerProcess } from './server-process.ts';

/** A private NATS server, and a connection of the test's own. */
export async function startNats(t: Test) {
  const port = await freePort();
  const server = new ServerProcess(t, 'nats-server', ['-a', '127.0.0.1', '-p', String(port)], port);
  await server.start();
  const url = `nats://127.0.0.1:${port}`;
  const nc = await connect({ servers: url, maxReconnectAttempts: -1, reconnectTimeWait: 100 });
  t.teardown(() => nc.close());
  return { server, url, nc };
}
