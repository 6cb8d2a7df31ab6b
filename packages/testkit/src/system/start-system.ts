import { findFreePort, type PrivateBalancer, type Replica, startHaproxy } from '@kcs/private-servers';
import { findProgramPaths } from '../processes/find-programs.ts';
import type { ServicePlan } from '../processes/service-plan.ts';
import { assertNoRefusals } from '../servers/assert-no-refusals.ts';
import { SentinelGroup } from '../servers/sentinel-group.ts';
import { acquireSharedPostgres } from '../servers/shared-postgres.ts';
import { startDurablePostgres, startStandbyPostgres } from '../servers/start-durable-postgres.ts';
import { createTestDatabase } from '../servers/test-database.ts';
import { TestNats } from '../servers/test-nats.ts';
import { TestRedis } from '../servers/test-redis.ts';
import { TestRedisCluster } from '../servers/test-redis-cluster.ts';
import type { TestServer } from '../servers/test-server.ts';
import type { TestContext } from '../test-context.ts';
import { CleanupList } from './cleanups.ts';
import { planServices } from './plan-services.ts';
import { createSystemSecrets } from './secrets.ts';
import { startReplicas } from './start-replicas.ts';
import { TestSystem } from './system.ts';
import type { TestSystemOptions } from './system-options.ts';
import type { RedisServers, ServiceReplicas } from './system-parts.ts';

const SENTINELS = 3;
const CLUSTER_SIZE = { masters: 3, replicas: 1 };

/**
 * Starts a complete system of real processes for one test: a database, Redis, NATS, and the requested number of
 * replicas of each service. Resolves when all services are ready. Everything is stopped when the test ends, whether it
 * passes or fails. If the test fails, the service logs are written to standard error.
 */
export async function startSystem(t: TestContext, options: TestSystemOptions = {}): Promise<TestSystem> {
  const { gateways = 2, apis = 1, presence = 1 } = options;
  const cleanups = new CleanupList();
  let startedSystem: TestSystem | undefined;
  t.teardown(async () => {
    if (!t.passing() && startedSystem) process.stderr.write(`${startedSystem.describeLogs()}\n`);
    for (const socket of startedSystem?.sockets ?? []) socket.raw.disconnect();
    const refusals = options.mayRefuse ? [] : ((await startedSystem?.refusals()) ?? []);
    await cleanups.run();
    assertNoRefusals(refusals);
  });

  const programPaths = await findProgramPaths(options.programs);
  const [redisGroup, natsServers, { postgres, standbys, database, databaseUrl }, secrets] = await Promise.all(
    [
      startRedisServers(cleanups, options),
      startNatsServers(cleanups, options.natsServers ?? 1),
      startSystemDatabase(cleanups, programPaths.migrate, options),
      createSystemSecrets(),
    ],
  );
  const frontDoorPort = options.haproxy ? await findFreePort() : undefined;
  const backendServers = { ...redisGroup, nats: natsServers[0], databaseUrl };
  const planOptions = { programs: programPaths, backends: backendServers, secrets, options, frontDoorPort };
  const [apiPlans, gatewayPlans, presencePlans] = await Promise.all([
    planServices('chat-api', apis, planOptions),
    planServices('realtime-gateway', gateways, planOptions),
    planServices('presence', presence, planOptions),
  ]);
  const [apiReplicas, gatewayReplicas, presenceReplicas] = (await Promise.all(
    [apiPlans, gatewayPlans, presencePlans].map((plans) => startReplicas(cleanups, plans)),
  )) as [ServiceReplicas, ServiceReplicas, ServiceReplicas];

  let loadBalancer: PrivateBalancer | undefined;
  if (frontDoorPort !== undefined) {
    const balancedReplicas = {
      chatApis: apiPlans.map(toBalancedReplica),
      gateways: gatewayPlans.map(toBalancedReplica),
    };
    loadBalancer = await cleanups.track(
      startHaproxy({ ...balancedReplicas, port: frontDoorPort, origins: options.env }),
      (server) => server.stop(),
    );
  }
  startedSystem = new TestSystem({
    apis: apiReplicas,
    gateways: gatewayReplicas,
    presence: presenceReplicas,
    ...redisGroup,
    natsServers,
    postgres,
    standbys,
    database,
    secrets,
    frontDoor: loadBalancer?.url ?? apiReplicas[0].url,
    socketUrl: loadBalancer?.socketsUrl ?? gatewayReplicas[0].url,
  });
  return startedSystem;
}

async function startRedisServers(
  cleanups: CleanupList,
  { redisReplicas: replicas = 0, redisCluster: isCluster = false }: TestSystemOptions,
): Promise<RedisServers> {
  if (isCluster) {
    const redisCluster = await cleanups.track(TestRedisCluster.start(CLUSTER_SIZE), (cluster) =>
      cluster.end(),
    );
    return { redis: redisCluster.servers[0], redisCluster, sentinels: undefined };
  }
  if (replicas === 0)
    return {
      redis: await cleanups.track(TestRedis.startRedis(), (server) => server.end()),
      redisCluster: undefined,
      sentinels: undefined,
    };
  const sentinels = await cleanups.track(SentinelGroup.start({ replicas, sentinels: SENTINELS }), (group) =>
    group.end(),
  );
  return { redis: sentinels.servers[0], redisCluster: undefined, sentinels };
}

async function startNatsServers(
  cleanups: CleanupList,
  count: number,
): Promise<readonly [TestNats, ...TestNats[]]> {
  if (count === 1) return [await cleanups.track(TestNats.startNats(), (server) => server.end())];
  const servers = await cleanups.track(TestNats.startCluster(count), async (started) => {
    await Promise.all(started.map((server) => server.end()));
  });
  return servers as [TestNats, ...TestNats[]];
}

async function startSystemDatabase(
  cleanups: CleanupList,
  migrate: string,
  { ownPostgres: own = false, standbys: standbyCount = 0 }: TestSystemOptions,
) {
  const ownPostgresServer = own
    ? await cleanups.track(startDurablePostgres(), (server) => server.end())
    : undefined;
  const clusterUrl =
    ownPostgresServer?.url ?? (await cleanups.track(acquireSharedPostgres(), ({ release }) => release())).url;
  // The system's own PostgreSQL server is deleted as a whole, so its database need not be dropped.
  const database = await cleanups.track(createTestDatabase(clusterUrl, migrate), (db) =>
    own ? undefined : db.drop(),
  );
  const standbys: TestServer[] = [];
  for (let i = 0; i < standbyCount && ownPostgresServer; i++)
    standbys.push(await cleanups.track(startStandbyPostgres(ownPostgresServer), (server) => server.end()));
  const databaseUrl = standbys.reduce(
    (url, { port }) => url.replace(/(?=\/[^/]*$)/, `,127.0.0.1:${port}`),
    database.serviceUrl,
  );
  return { postgres: ownPostgresServer, standbys, database, databaseUrl };
}

function toBalancedReplica({ name, url, ops }: ServicePlan): Replica {
  return { name, address: new URL(url).host, opsPort: Number(new URL(ops).port) };
}
