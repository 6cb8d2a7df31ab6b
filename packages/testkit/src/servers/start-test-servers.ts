import { startNats, startRedis } from '@kcs/private-servers';
import { findPrograms } from '../system/programs.ts';
import type { TestContext } from '../test-context.ts';
import { sharedCluster } from './shared-cluster.ts';
import { createTestDatabase, type TestDatabase } from './test-database.ts';
import { TestServer } from './test-server.ts';

type Owner = Pick<TestContext, 'teardown'>;

const owned = async (t: Owner, starting: Promise<TestServer>): Promise<TestServer> => {
  const server = await starting;
  t.teardown(() => server.end());
  return server;
};

/** A NATS server of the test's own, with JetStream; it ends with the test. */
export const startTestNats = (t: Owner): Promise<TestServer> => owned(t, TestServer.start('nats', startNats));

/** A Redis of the test's own; it ends with the test. */
export const startTestRedis = (t: Owner): Promise<TestServer> =>
  owned(t, TestServer.start('redis', startRedis));

/** A migrated database of the test's own, in the cluster that all tests of a run share; it ends with the test. */
export const startTestDatabase = async (t: Owner): Promise<TestDatabase> => {
  const { migrate } = await findPrograms();
  const cluster = await sharedCluster();
  t.teardown(() => cluster.release());
  const database = await createTestDatabase(cluster.url, migrate);
  t.teardown(() => database.drop());
  return database;
};
