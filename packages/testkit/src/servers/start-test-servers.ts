import { startNats, startRedis } from '@kcs/private-servers';
import { findPrograms } from '../processes/find-programs.ts';
import type { TestContext } from '../test-context.ts';
import { sharedCluster } from './shared-cluster.ts';
import { createTestDatabase, type TestDatabase } from './test-database.ts';
import { TestServer } from './test-server.ts';

type Owner = Pick<TestContext, 'teardown'>;

/**
 * Starts a NATS server with JetStream. The server is stopped and its data deleted when the test ends. `config` is
 * appended to the server's configuration.
 */
export function startTestNats(t: Owner, { config }: { config?: string } = {}): Promise<TestServer> {
  return owned(
    t,
    TestServer.start('nats', (place) => startNats({ ...place, config })),
  );
}

/**
 * Starts a Redis server. The server is stopped and its data deleted when the test ends. `args` are appended to the
 * command line.
 */
export function startTestRedis(t: Owner, { args }: { args?: readonly string[] } = {}): Promise<TestServer> {
  return owned(
    t,
    TestServer.start('redis', (place) => startRedis({ ...place, args })),
  );
}

/**
 * Creates a migrated database in the cluster that all tests of a run share. The database is dropped when the test ends.
 */
export async function startTestDatabase(t: Owner): Promise<TestDatabase> {
  const { migrate } = await findPrograms();
  const cluster = await sharedCluster();
  t.teardown(() => cluster.release());
  const database = await createTestDatabase(cluster.url, migrate);
  t.teardown(() => database.drop());
  return database;
}

async function owned(t: Owner, starting: Promise<TestServer>): Promise<TestServer> {
  const server = await starting;
  t.teardown(() => server.end());
  return server;
}
