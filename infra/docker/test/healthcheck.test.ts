import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import t, { type Test } from 'tap';

const HEALTHCHECK_SCRIPT_PATH = fileURLToPath(new URL('../healthcheck.mjs', import.meta.url));

/** Runs the health check against the given port and returns its exit code. */
async function runHealthcheck(port: number): Promise<number> {
  const healthcheckProcess = spawn(process.execPath, [HEALTHCHECK_SCRIPT_PATH], {
    env: { ...process.env, OPS_PORT: String(port) },
    stdio: 'ignore',
  });
  const [code] = await once(healthcheckProcess, 'exit');
  return code;
}

/**
 * Starts an ops server and returns its port. The server answers each listed path with the given status, and never
 * answers any other path.
 */
async function startOpsServer(t: Test, statuses: Record<string, number>): Promise<number> {
  const httpServer = createServer((request, response) => {
    const responseStatus = statuses[request.url ?? ''];
    if (responseStatus) response.writeHead(responseStatus).end('{}');
  });
  httpServer.listen(0, '127.0.0.1');
  await once(httpServer, 'listening');
  t.teardown(() => {
    httpServer.closeAllConnections();
    httpServer.close();
  });
  return (httpServer.address() as AddressInfo).port;
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
  const httpServer = createServer().listen(0, '127.0.0.1');
  await once(httpServer, 'listening');
  const { port } = httpServer.address() as AddressInfo;
  httpServer.close();
  await once(httpServer, 'close');
  t.equal(await runHealthcheck(port), 1);
});
