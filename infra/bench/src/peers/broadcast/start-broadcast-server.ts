import { fileURLToPath } from 'node:url';
import { findFreePort, startRedis } from '@kcs/private-servers';
import { type TestContext, TestProcess } from '@kcs/testkit';

export type BroadcastKind = 'ws' | 'socket.io' | 'socket.io-redis' | 'socket.io-sharded-redis';

/** The compiled server, even if the benchmark itself runs from its sources. */
const SERVER_PROGRAM = fileURLToPath(
  new URL('../../../dist/peers/broadcast/broadcast-server.js', import.meta.url),
);

/** Starts a server that only writes to sockets. Kinds with Redis get a Redis server of their own. */
export async function startBroadcastServer(
  t: TestContext,
  kind: BroadcastKind,
  extraEnv: Readonly<Record<string, string>> = {},
): Promise<{ readonly pid: number; readonly url: string }> {
  const redis = kind.endsWith('redis') ? await startRedis() : undefined;
  if (redis) t.teardown(() => redis.stop());
  const port = await findFreePort();
  const env = {
    ...extraEnv,
    KIND: kind,
    LISTEN_PORT: String(port),
    ...(redis && { REDIS_URL: redis.url }),
  };
  const server = TestProcess.start(t, SERVER_PROGRAM, { env });
  await server.line('Listening');
  return { pid: server.pid, url: `http://127.0.0.1:${port}` };
}
