import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import t, { type Test } from 'tap';

const SCRIPT = fileURLToPath(new URL('../healthcheck.mjs', import.meta.url));

async function check(port: number): Promise<number> {
  const child = spawn(process.execPath, [SCRIPT], {
    env: { ...process.env, OPS_PORT: String(port) },
    stdio: 'ignore',
  });
  const [code] = await once(child, 'exit');
  return code;
}

/** An ops server that answers each path with the status named, and never answers others. */
async function opsServer(t: Test, statuses: Record<string, number>): Promise<number> {
  const server = createServer((request, response) => {
    const status = statuses[request.url ?? ''];
    if (status) response.writeHead(status).end('{}');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

t.test('a living service is healthy, even while it wants no new connections', async (t) => {
  t.equal(await check(await opsServer(t, { '/livez': 200, '/readyz': 404 })), 0);
});

t.test('a service that says it is broken is unhealthy', async (t) => {
  t.equal(await check(await opsServer(t, { '/livez': 500, '/readyz': 200 })), 1);
});

t.test('a service that accepts and never answers is unhealthy', async (t) => {
  t.equal(await check(await opsServer(t, {})), 1);
});

t.test('a port where nobody listens is unhealthy', async (t) => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  t.equal(await check(port), 1);
});
