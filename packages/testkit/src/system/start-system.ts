import { findFreePort, type PrivateBalancer, type Replica, startHaproxy } from '@kcs/private-servers';
import { findPrograms } from '../processes/find-programs.ts';
import { type ServicePlan, ServiceProcess } from '../processes/service-process.ts';
import { assertNoRefusals } from '../servers/assert-no-refusals.ts';
import { acquireSharedPostgres } from '../servers/shared-postgres.ts';
import { startDurablePostgres } from '../servers/start-durable-postgres.ts';
import { createTestDatabase } from '../servers/test-database.ts';
import { TestNats } from '../servers/test-nats.ts';
import { TestRedis } from '../servers/test-redis.ts';
import type { TestContext } from '../test-context.ts';
import { Cleanups } from './cleanups.ts';
import { planServices } from './plan-services.ts';
import { createSecrets } from './secrets.ts';
import { type ServiceReplicas, System } from './system.ts';
import type { SystemOptions } from './system-options.ts';

/**
 * Starts a complete system of real processes for one test: a database, Redis, NATS, and the requested number of
 * replicas of each service. Resolves when all services are ready. Everything is stopped when the test ends, whether it
 * passes or fails. If the test fails, the service logs are written to standard error.
 */
export async function startSystem(t: TestContext, options: SystemOptions = {}): Promise<System> {
  const { gateways = 2, apis = 1, presence = 1 } = options;
  const cleanups = new Cleanups();
  let startedSystem: System | undefined;
  t.teardown(async () => {
    if (!t.passing() && startedSystem) process.stderr.write(`${startedSystem.describeLogs()}\n`);
    for (const socket of startedSystem?.sockets ?? []) socket.raw.disconnect();
    const refusals = options.mayRefuse ? [] : ((await startedSystem?.refusals()) ?? []);
    await cleanups.run();
    assertNoRefusals(refusals);
  });

  const programPaths = await findPrograms(options.programs);
  const [redis, nats, { postgres, database }, secrets] = await Promise.all([
    cleanups.track(TestRedis.startRedis(), (server) => server.end()),
    cleanups.track(TestNats.startNats(), (server) => server.end()),
    startDatabase(cleanups, programPaths.migrate, options.ownPostgres === true),
    createSecrets(),
  ]);
  const frontDoorPort = options.haproxy ? await findFreePort() : undefined;
  const backends = { redis, nats, databaseUrl: database.url };
  const planOptions = { programs: programPaths, backends, secrets, options, frontDoorPort };
  const [apiPlans, gatewayPlans, presencePlans] = await Promise.all([
    planServices('chat-api', apis, planOptions),
    planServices('realtime-gateway', gateways, planOptions),
    planServices('presence', presence, planOptions),
  ]);
  const [apiReplicas, gatewayReplicas, presenceReplicas] = (await Promise.all(
    [apiPlans, gatewayPlans, presencePlans].map((plans) => startReplicas(cleanups, plans)),
  )) as [ServiceReplicas, ServiceReplicas, ServiceReplicas];

  let balancer: PrivateBalancer | undefined;
  if (frontDoorPort !== undefined) {
    const replicas = {
      chatApis: apiPlans.map(toBalancedReplica),
      gateways: gatewayPlans.map(toBalancedReplica),
    };
    balancer = await cleanups.track(
      startHaproxy({ ...replicas, port: frontDoorPort, origins: options.env }),
      (server) => server.stop(),
    );
  }
  startedSystem = new System({
    apis: apiReplicas,
    gateways: gatewayReplicas,
    presence: presenceReplicas,
    redis,
    nats,
    postgres,
    database,
    secrets,
    frontDoor: balancer?.url ?? apiReplicas[0].url,
    socketUrl: balancer?.socketsUrl ?? gatewayReplicas[0].url,
  });
  return startedSystem;
}

async function startDatabase(cleanups: Cleanups, migrate: string, own: boolean) {
  const postgres = own ? await cleanups.track(startDurablePostgres(), (server) => server.end()) : undefined;
  const clusterUrl =
    postgres?.url ?? (await cleanups.track(acquireSharedPostgres(), ({ release }) => release())).url;
  // The system's own PostgreSQL server is deleted as a whole, so its database need not be dropped.
  const database = await cleanups.track(createTestDatabase(clusterUrl, migrate), (db) =>
    own ? undefined : db.drop(),
  );
  return { postgres, database };
}

async function startReplicas(cleanups: Cleanups, plans: readonly ServicePlan[]): Promise<ServiceReplicas> {
  const services = plans.map((plan) => new ServiceProcess(plan));
  for (const [n, service] of services.entries()) {
    cleanups.add(async () => {
      await service.kill();
      await Promise.all([plans[n]?.links?.redis.stop(), plans[n]?.links?.nats.stop()]);
    });
  }
  await Promise.all(services.map((service) => service.start()));
  return services as unknown as ServiceReplicas;
}

function toBalancedReplica({ name, url, ops }: ServicePlan): Replica {
  return { name, address: new URL(url).host, opsPort: Number(new URL(ops).port) };
}
