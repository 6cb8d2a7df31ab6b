import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@kcs/testkit';
import type { Test } from 'tap';
import { type Child, child } from './child.ts';

export interface Servers {
  readonly nats: Child & { readonly url: string };
  readonly redis: Child & { readonly url: string };
}

/** A NATS server with JetStream and a Redis server of the test's own, taken away with it. */
export async function startServers(t: Test): Promise<Servers> {
  const folder = await mkdtemp(join(tmpdir(), 'kcs-gateway-'));
  const natsPort = await freePort();
  const redisPort = await freePort();
  const natsArgs = ['-a', '127.0.0.1', '-p', String(natsPort), '-js', '-sd', folder];
  const redisArgs = ['--port', String(redisPort), '--bind', '127.0.0.1', '--save', '', '--dir', folder];
  const nats = child('nats-server', natsArgs, natsPort);
  const redis = child('redis-server', redisArgs, redisPort);
  await Promise.all([nats.start(), redis.start()]);
  t.teardown(async () => {
    await Promise.all([nats.kill(), redis.kill()]);
    await rm(folder, { recursive: true, force: true });
  });
  return {
    nats: Object.assign(nats, { url: `nats://127.0.0.1:${natsPort}` }),
    redis: Object.assign(redis, { url: `redis://127.0.0.1:${redisPort}` }),
  };
}
