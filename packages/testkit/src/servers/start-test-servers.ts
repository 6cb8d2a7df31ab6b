import { findProgramPaths } from '../processes/find-programs.ts';
import type { TestContext } from '../test-context.ts';
import { assertNoRefusals } from './assert-no-refusals.ts';
import { SentinelGroup } from './sentinel-group.ts';
import { acquireSharedPostgres } from './shared-postgres.ts';
import { createTestDatabase, type TestDatabase } from './test-database.ts';
import { TestNats } from './test-nats.ts';
import { TestRedis, type TestRedisOptions } from './test-redis.ts';
import { TestRedisCluster } from './test-redis-cluster.ts';
import type { TestServer } from './test-server.ts';

type TeardownContext = Pick<TestContext, 'teardown'>;

interface TestServerOptions {
  /**
   * True for tests that provoke refusals on purpose. Without this option, the test fails if NATS or Redis refuses an
   * operation because a service's credentials lack the permission.
   */
  mayRefuse?: boolean;
}

/**
 * Starts a NATS server with JetStream and our accounts. The server is stopped and its data deleted when the test ends.
 * `config` is appended to the server's configuration.
 */
export function startTestNats(
  t: TeardownContext,
  { config, mayRefuse = false }: TestServerOptions & { config?: string } = {},
): Promise<TestNats> {
  return stopServerWhenTestEnds(t, TestNats.startNats(config), mayRefuse);
}

/** Starts a cluster of NATS servers. They are stopped and their data deleted when the test ends. */
export async function startTestNatsCluster(t: TeardownContext, size: number): Promise<TestNats[]> {
  const servers = await TestNats.startCluster(size);
  t.teardown(async () => {
    const refusals = await Promise.all(servers.map((server) => server.refusals()));
    await Promise.all(servers.map((server) => server.end()));
    assertNoRefusals(refusals.flat());
  });
  return servers;
}

/**
 * Starts a Redis server with our users. The server is stopped and its data deleted when the test ends. */
export function startTestRedis(
  t: TeardownContext,
  { mayRefuse = false, ...options }: TestServerOptions & TestRedisOptions = {},
): Promise<TestRedis> {
  return stopServerWhenTestEnds(t, TestRedis.startRedis(options), mayRefuse);
}

/** Starts Redis servers with Sentinels. They are stopped and their data deleted when the test ends. */
export async function startTestSentinels(
  t: TeardownContext,
  options: Parameters<typeof SentinelGroup.start>[0],
): Promise<SentinelGroup> {
  const group = await SentinelGroup.start(options);
  t.teardown(() => group.end());
  return group;
}

/** Starts a Redis Cluster. Its servers are stopped and their data deleted when the test ends. */
export async function startTestRedisCluster(
  t: TeardownContext,
  { mayRefuse = false, ...options }: Parameters<typeof TestRedisCluster.start>[0] & TestServerOptions,
): Promise<TestRedisCluster> {
  const cluster = await TestRedisCluster.start(options);
  t.teardown(async () => {
    const refusals = await Promise.all(cluster.servers.map((server) => server.refusals()));
    await cluster.end();
    if (!mayRefuse) assertNoRefusals(refusals.flat());
  });
  return cluster;
}

/**
 * Creates a migrated database in the cluster that all tests of a run share. The database is dropped when the test ends.
 */
export async function startTestDatabase(t: TeardownContext): Promise<TestDatabase> {
  const { migrate } = await findProgramPaths();
  const sharedCluster = await acquireSharedPostgres();
  t.teardown(() => sharedCluster.release());
  const testDatabase = await createTestDatabase(sharedCluster.url, migrate);
  t.teardown(() => testDatabase.drop());
  return testDatabase;
}

async function stopServerWhenTestEnds<S extends TestServer>(
  t: TeardownContext,
  starting: Promise<S>,
  mayRefuse: boolean,
): Promise<S> {
  const startedServer = await starting;
  t.teardown(async () => {
    const refusals = mayRefuse ? [] : await startedServer.refusals();
    await startedServer.end();
    assertNoRefusals(refusals);
  });
  return startedServer;
}
