import { findPrograms } from '../processes/find-programs.ts';
import type { TestContext } from '../test-context.ts';
import { assertNoRefusals } from './assert-no-refusals.ts';
import { sharedCluster } from './shared-cluster.ts';
import { createTestDatabase, type TestDatabase } from './test-database.ts';
import { TestNats } from './test-nats.ts';
import { TestRedis } from './test-redis.ts';
import type { TestServer } from './test-server.ts';

type Owner = Pick<TestContext, 'teardown'>;

interface TestServerOptions {
  /** Set by tests that do forbidden things. Otherwise the test fails if the server refused something to a user. */
  mayRefuse?: boolean;
}

/**
 * Starts a NATS server with JetStream and our accounts for this test. It ends with the test. `config` is added to its
 * configuration.
 */
export function startTestNats(
  t: Owner,
  { config, mayRefuse = false }: TestServerOptions & { config?: string } = {},
): Promise<TestNats> {
  return owned(t, TestNats.startNats(config), mayRefuse);
}

/** Starts a Redis with our users for this test. It ends with the test. `args` are added to its command line. */
export function startTestRedis(
  t: Owner,
  { args, mayRefuse = false }: TestServerOptions & { args?: readonly string[] } = {},
): Promise<TestRedis> {
  return owned(t, TestRedis.startRedis(args), mayRefuse);
}

/**
 * Creates a migrated database for this test, in the cluster that all tests of a run share. It is dropped with the
 * test.
 */
export async function startTestDatabase(t: Owner): Promise<TestDatabase> {
  const { migrate } = await findPrograms();
  const cluster = await sharedCluster();
  t.teardown(() => cluster.release());
  const database = await createTestDatabase(cluster.url, migrate);
  t.teardown(() => database.drop());
  return database;
}

async function owned<S extends TestServer>(t: Owner, starting: Promise<S>, mayRefuse: boolean): Promise<S> {
  const server = await starting;
  t.teardown(async () => {
    const refusals = mayRefuse ? [] : await server.refusals();
    await server.end();
    assertNoRefusals(refusals);
  });
  return server;
}
