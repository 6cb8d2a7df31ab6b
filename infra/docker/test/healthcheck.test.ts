import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import t, { type Test } from 'tap';

const HEALTHCHECK_SCRIPT = fileURLToPath(new URL('../healthcheck.mjs', import.meta.url));

/** Runs the health check against the given port and returns its exit code. */
async function runHealthcheck(port: number): Promise<number> {
  const child = spawn(process.execPath, [HEALTHCHECK_SCRIPT], {
    env: { ...process.env, OPS_PORT: String(port) },
    stdio: 'ignore',
  });
  const [code] = await once(child, 'exit');
  return code;
}

/**
 * Starts an ops server and returns its port. The server answers each listed path with the given status, and never
 * answers any other path.
 */
async function startOpsServer(t: Test, statuses: Record<string, number>): Promise<number> {
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

t.test(
  'the health check passes for a live service, even while the service accepts no new connections',
  async (t) => {
    t.equal(await runHealthcheck(await startOpsServer(t, { '/livez': 200, '/readyz': 404 })), 0);
  },
);

t.test('the health check fails for a service that answers with an error', async (t) => {
  t.equal(await runHealthcheck(await startOpsServer(t, { '/livez': 500, '/readyz': 200 })), 1);
});

t.test('the health check fails for a service that accepts connections but never answers', async (t) => {
  t.equal(await runHealthcheck(await startOpsServer(t, {})), 1);
});

t.test('the health check fails if nothing listens on the port', async (t) => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  t.equal(await runHealthcheck(port), 1);
});
