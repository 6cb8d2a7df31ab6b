import { findFreePort } from '@kcs/private-servers';
import { CuttableProxy } from '../network/cuttable-proxy.ts';
import type { SystemProgramName } from '../processes/find-programs.ts';
import type { ServicePlan, ServiceProxies } from '../processes/service-plan.ts';
import type { TestNats } from '../servers/test-nats.ts';
import type { SystemSecrets } from './secrets.ts';
import type { ServiceName, TestSystemOptions } from './system-options.ts';
import type { RedisServers } from './system-parts.ts';

export interface BackendServers extends RedisServers {
  readonly nats: TestNats;
  readonly databaseUrl: string;
}

interface ServicePlanOptions {
  readonly programs: Record<SystemProgramName, string>;
  readonly backends: BackendServers;
  readonly secrets: SystemSecrets;
  readonly options: TestSystemOptions;
  /** The port of HAProxy. Undefined if HAProxy is not used, in which case the first chat-api is the front door. */
  readonly frontDoorPort: number | undefined;
}

/** Plans `count` replicas of a service, each with its own name and ports. */
export async function planServices(
  service: ServiceName,
  count: number,
  planOptions: ServicePlanOptions,
): Promise<ServicePlan[]> {
  return Promise.all(Array.from({ length: count }, (_, n) => planReplica(service, n, planOptions)));
}

async function planReplica(
  service: ServiceName,
  n: number,
  planOptions: ServicePlanOptions,
): Promise<ServicePlan> {
  const { programs, backends, secrets, options, frontDoorPort } = planOptions;
  const [port, opsPort] = [await findFreePort(), await findFreePort()];
  const serviceProxies = options.cuttable ? await startServiceProxies(backends) : undefined;
  const replicaName = `${service}-${n + 1}`;
  const redisGroup = backends.sentinels ?? backends.redisCluster ?? backends.redis;
  const { REDIS_URL, ...redisVariables } = redisGroup.envOf(service);
  const { NATS_URL, ...natsCredentials } = backends.nats.envOf(service);
  const serviceEnv: Record<string, string> = {
    PATH: process.env.PATH ?? '',
    NODE_ENV: 'development',
    LOG_LEVEL: 'info',
    INSTANCE_ID: replicaName,
    LISTEN_HOST: '127.0.0.1',
    LISTEN_PORT: String(port),
    OPS_PORT: String(opsPort),
    REDIS_URL: serviceProxies?.redis.through(REDIS_URL) ?? REDIS_URL,
    NATS_URL: serviceProxies?.nats.through(NATS_URL) ?? NATS_URL,
    ...redisVariables,
    ...natsCredentials,
    ...(frontDoorPort === undefined ? {} : { PUBLIC_URL: `http://127.0.0.1:${frontDoorPort}` }),
  };
  if (service === 'chat-api') {
    serviceEnv.DATABASE_URL = backends.databaseUrl;
    serviceEnv.JWT_SIGNING_KEYS = secrets.signingKeys;
    serviceEnv.SESSION_SECRET = secrets.sessionSecret;
    serviceEnv.BOOTSTRAP_ADMIN_EMAIL = secrets.admin.email;
    serviceEnv.BOOTSTRAP_ADMIN_PASSWORD = secrets.admin.password;
  }
  return {
    name: replicaName,
    program: options.replicaPrograms?.[service]?.[n] ?? programs[service],
    env: { ...serviceEnv, ...options.env },
    url: `http://127.0.0.1:${port}`,
    ops: `http://127.0.0.1:${opsPort}`,
    links: serviceProxies,
  };
}

async function startServiceProxies(backends: BackendServers): Promise<ServiceProxies> {
  return {
    redis: await CuttableProxy.start(backends.redis.url),
    nats: await CuttableProxy.start(backends.nats.url),
  };
}
