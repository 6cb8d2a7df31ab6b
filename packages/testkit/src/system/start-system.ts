import {
  freePort,
  type PrivateBalancer,
  type Replica,
  startHaproxy,
  startNats,
  startRedis,
} from '@kcs/private-servers';
import { type ServicePlan, ServiceProcess } from '../processes/service-process.ts';
import { sharedCluster } from '../servers/shared-cluster.ts';
import { startDurablePostgres } from '../servers/start-durable-postgres.ts';
import { createTestDatabase } from '../servers/test-database.ts';
import { TestServer } from '../servers/test-server.ts';
import type { TestContext } from '../test-context.ts';
import { Ends } from './ends.ts';
import { planServices } from './plan-services.ts';
import { findPrograms } from './programs.ts';
import { makeSecrets } from './secrets.ts';
import { type Replicas, System } from './system.ts';
import type { SystemOptions } from './system-options.ts';

const asReplica = ({ name, url, ops }: ServicePlan): Replica => ({
  name,
  address: new URL(url).host,
  opsPort: Number(new URL(ops).port),
});

const startDatabase = async (ends: Ends, migrate: string, own: boolean) => {
  const postgres = own ? await ends.of(startDurablePostgres(), (server) => server.end()) : undefined;
  const cluster = postgres?.url ?? (await ends.of(sharedCluster(), ({ release }) => release())).url;
  // A cluster that ends anyway takes its databases with it.
  const database = await ends.of(createTestDatabase(cluster, migrate), (db) => (own ? undefined : db.drop()));
  return { postgres, database };
};

const launchAll = async (ends: Ends, plans: readonly ServicePlan[]): Promise<Replicas> => {
  const services = plans.map((plan) => new ServiceProcess(plan));
  for (const [n, service] of services.entries()) {
    ends.add(async () => {
      await service.kill();
      await Promise.all([plans[n]?.links?.redis.stop(), plans[n]?.links?.nats.stop()]);
    });
  }
  await Promise.all(services.map((service) => service.start()));
  return services as unknown as Replicas;
};

/**
 * A whole system of real processes for one test, ready when this resolves: its own database, Redis and NATS, and as
 * many replicas of each service as wanted. All of it ends with the test, however that ends; should the test fail, the
 * services' log lines go to its error output.
 */
export const startSystem = async (t: TestContext, options: SystemOptions = {}): Promise<System> => {
  const { gateways = 2, apis = 1, presence = 1 } = options;
  const ends = new Ends();
  let system: System | undefined;
  t.teardown(async () => {
    if (!t.passing() && system) process.stderr.write(`${system.describeLogs()}\n`);
    for (const socket of system?.sockets ?? []) socket.raw.disconnect();
    await ends.run();
  });

  const programs = await findPrograms(options.programs);
  const [redis, nats, { postgres, database }, secrets] = await Promise.all([
    ends.of(TestServer.start('redis', startRedis), (server) => server.end()),
    ends.of(TestServer.start('nats', startNats), (server) => server.end()),
    startDatabase(ends, programs.migrate, options.ownPostgres === true),
    makeSecrets(),
  ]);
  const frontDoorPort = options.haproxy ? await freePort() : undefined;
  const backends = { redis: redis.url, nats: nats.url, database: database.url };
  const planning = { programs, backends, secrets, options, frontDoorPort };
  const [apiPlans, gatewayPlans, presencePlans] = await Promise.all([
    planServices('chat-api', apis, planning),
    planServices('realtime-gateway', gateways, planning),
    planServices('presence', presence, planning),
  ]);
  const [apiReplicas, gatewayReplicas, presenceReplicas] = (await Promise.all(
    [apiPlans, gatewayPlans, presencePlans].map((plans) => launchAll(ends, plans)),
  )) as [Replicas, Replicas, Replicas];

  let balancer: PrivateBalancer | undefined;
  if (frontDoorPort !== undefined) {
    const replicas = { chatApis: apiPlans.map(asReplica), gateways: gatewayPlans.map(asReplica) };
    balancer = await ends.of(startHaproxy({ ...replicas, port: frontDoorPort }), (server) => server.stop());
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
};
