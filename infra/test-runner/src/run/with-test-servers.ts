import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { issueCredentials } from '@kcs/credentials';
import { ensurePrograms, findChromiumPath, startPostgres } from '@kcs/private-servers';
import { prepareTap } from './prepare-tap.ts';
import type { TestRunnerContext } from './test-context.ts';

const REQUIRED_PROGRAMS = ['postgresql', 'redis-server', 'nats-server', 'haproxy', 'chromium'] as const;
/** The maximum number of PostgreSQL connections. It is enough for all tests that run in parallel. */
const MAX_POSTGRES_CONNECTIONS = 400;

/**
 * Starts one PostgreSQL server for all tests, runs `work` with the tests' environment variables, and stops the server.
 * Returns the result of `work`. Each test creates its own database on this server, and starts any other servers itself.
 * All tests use the same credentials for NATS and Redis.
 */
export async function withTestServers(
  context: TestRunnerContext,
  work: (env: Record<string, string>) => Promise<number>,
): Promise<number> {
  const { signal, say, toolEnv } = context;
  await ensurePrograms(REQUIRED_PROGRAMS, { say, signal });
  // Tests that need Prometheus are skipped without it.
  await ensurePrograms(['prometheus'], { say, signal }).catch((error: Error) => {
    signal?.throwIfAborted();
    say(`Tests of dashboards and alerts are skipped. ${error.message}`);
  });
  await prepareTap(context);
  const postgresServer = await startPostgres({ maxConnections: MAX_POSTGRES_CONNECTIONS, signal });
  context.onForce(() => postgresServer.kill('SIGKILL'));
  const credentialsFolder = mkdtempSync(join(tmpdir(), 'kcs-tests-'));
  const credentialsFilePath = join(credentialsFolder, 'credentials.json');
  try {
    writeFileSync(credentialsFilePath, JSON.stringify(await issueCredentials()), { mode: 0o600 });
    return await work({
      ...toolEnv,
      KCS_TEST_POSTGRES_URL: postgresServer.url,
      KCS_TEST_CREDENTIALS: credentialsFilePath,
      KCS_TEST_CHROMIUM: findChromiumPath() ?? '',
    });
  } finally {
    await postgresServer.stop();
    rmSync(credentialsFolder, { recursive: true, force: true });
  }
}
