import { freePort } from '@kcs/testkit';
import { createClient } from 'redis';
import type { Test } from 'tap';
import { ServerProcess } from './server-process.ts';

/** A private Redis in a folder of the test; nothing is written to disk unless a test saves. */
export async function startRedis(t: Test, more: readonly string[] = []) {
  const port = await freePort();
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', t.testdir(), ...more];
  const server = new ServerProcess(t, 'redis-server', args, port);
  await server.start();
  return { server, url: `redis://127.0.0.1:${port}` };
}

/** A client that ends with the test. */
export async function redisClient(t: Test, url: string) {
  const client = createClient({ url, RESP: 3 });
  client.on('error', () => undefined);
  await client.connect();
  t.teardown(() => {
    if (client.isOpen) client.destroy();
  });
  return client;
}
