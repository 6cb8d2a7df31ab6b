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
import { Ends } from './ends.ts';
import { planServices } from './plan-services.ts';
import { makeSecrets } from './secrets.ts';
import { type Replicas, System } from './system.ts';
import type { SystemOptions } from './system-options.ts';

/**
 * Starts a complete system of real processes for one test: a database, Redis, NATS, and the requested number of
 * replicas of each service. Resolves when all services are ready. Everything is stopped when the test ends, whether it
 * passes or fails. If the test fails, the service logs are written to standard error.
 */
export async function startSystem(t: TestContext, options: SystemOptions = {}): Promise<System> {
  const { gateways = 2, apis = 1, presence = 1 } = options;
  const ends = new Ends();
  let system: System | undefined;
  t.teardown(async () => {
    if (!t.passing() && system) process.stderr.write(`${system.describeLogs()}\n`);
    for (const socket of system?.sockets ?? []) socket.raw.disconnect();
    const refusals = options.mayRefuse ? [] : ((await system?.refusals()) ?? []);
    await ends.run();
    assertNoRefusals(refusals);
  });

  const programs = await findPrograms(options.programs);
  const [redis, nats, { postgres, database }, secrets] = await Promise.all([
    ends.track(TestRedis.startRedis(), (server) => server.end()),
    ends.track(TestNats.startNats(), (server) => server.end()),
    startDatabase(ends, programs.migrate, options.ownPostgres === true),
    makeSecrets(),
  ]);
  const frontDoorPort = options.haproxy ? await findFreePort() : undefined;
  const backends = { redis, nats, databaseUrl: database.url };
  const planOptions = { programs, backends, secrets, options, frontDoorPort };
  const [apiPlans, gatewayPlans, presencePlans] = await Promise.all([
    planServices('chat-api', apis, planOptions),
    planServices('realtime-gateway', gateways, planOptions),
    planServices('presence', presence, planOptions),
  ]);
  const [apiReplicas, gatewayReplicas, presenceReplicas] = (await Promise.all(
    [apiPlans, gatewayPlans, presencePlans].map((plans) => startReplicas(ends, plans)),
  )) as [Replicas, Replicas, Replicas];

  let balancer: PrivateBalancer | undefined;
  if (frontDoorPort !== undefined) {
    const replicas = {
      chatApis: apiPlans.map(toBalancedReplica),
      gateways: gatewayPlans.map(toBalancedReplica),
    };
    balancer = await ends.track(
      startHaproxy({ ...replicas, port: frontDoorPort, origins: options.env }),
      (server) => server.stop(),
    );
  }
  system = new System({
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
  return system;
}

async function startDatabase(ends: Ends, migrate: string, own: boolean) {
  const postgres = own ? await ends.track(startDurablePostgres(), (server) => server.end()) : undefined;
  const cluster =
    postgres?.url ?? (await ends.track(acquireSharedPostgres(), ({ release }) => release())).url;
  // The system's own PostgreSQL server is deleted as a whole, so its database need not be dropped.
  const database = await ends.track(createTestDatabase(cluster, migrate), (db) =>
    own ? undefined : db.drop(),
  );
  return { postgres, database };
}

async function startReplicas(ends: Ends, plans: readonly ServicePlan[]): Promise<Replicas> {
  const services = plans.map((plan) => new ServiceProcess(plan));
  for (const [n, service] of services.entries()) {
    ends.add(async () => {
      await service.kill();
      await Promise.all([plans[n]?.links?.redis.stop(), plans[n]?.links?.nats.stop()]);
    });
  }
  await Promise.all(services.map((service) => service.start()));
  return services as unknown as Replicas;
}

function toBalancedReplica({ name, url, ops }: ServicePlan): Replica {
  return { name, address: new URL(url).host, opsPort: Number(new URL(ops).port) };
}
