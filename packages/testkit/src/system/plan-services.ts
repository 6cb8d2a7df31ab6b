import { findFreePort } from '@kcs/private-servers';
import { CuttableProxy } from '../network/cuttable-proxy.ts';
import type { SystemProgram } from '../processes/find-programs.ts';
import type { ServiceLinks, ServicePlan } from '../processes/service-process.ts';
import type { TestNats } from '../servers/test-nats.ts';
import type { TestRedis } from '../servers/test-redis.ts';
import type { Secrets } from './secrets.ts';
import type { Service, SystemOptions } from './system-options.ts';

export interface Backends {
  readonly redis: TestRedis;
  readonly nats: TestNats;
  readonly databaseUrl: string;
}

interface PlanOptions {
  readonly programs: Record<SystemProgram, string>;
  readonly backends: Backends;
  readonly secrets: Secrets;
  readonly options: SystemOptions;
  /** The port of HAProxy. Undefined if HAProxy is not used, in which case the first chat-api is the front door. */
  readonly frontDoorPort: number | undefined;
}

/** Plans `count` replicas of a service, each with its own name and ports. */
export async function planServices(
  service: Service,
  count: number,
  planOptions: PlanOptions,
): Promise<ServicePlan[]> {
  return Promise.all(Array.from({ length: count }, (_, n) => planReplica(service, n, planOptions)));
}

async function planReplica(service: Service, n: number, planOptions: PlanOptions): Promise<ServicePlan> {
  const { programs, backends, secrets, options, frontDoorPort } = planOptions;
  const [port, opsPort] = [await findFreePort(), await findFreePort()];
  const links = options.cuttable ? await startLinks(backends) : undefined;
  const name = `${service}-${n + 1}`;
  const { REDIS_URL } = backends.redis.envOf(service);
  const { NATS_URL, ...natsCredentials } = backends.nats.envOf(service);
  const env: Record<string, string> = {
    PATH: process.env.PATH ?? '',
    NODE_ENV: 'development',
    LOG_LEVEL: 'info',
    INSTANCE_ID: name,
    LISTEN_HOST: '127.0.0.1',
    LISTEN_PORT: String(port),
    OPS_PORT: String(opsPort),
    REDIS_URL: links?.redis.through(REDIS_URL) ?? REDIS_URL,
    NATS_URL: links?.nats.through(NATS_URL) ?? NATS_URL,
    ...natsCredentials,
    ...(frontDoorPort === undefined ? {} : { PUBLIC_URL: `http://127.0.0.1:${frontDoorPort}` }),
  };
  if (service === 'chat-api') {
    env.DATABASE_URL = backends.databaseUrl;
    env.JWT_SIGNING_KEYS = secrets.signingKeys;
    env.SESSION_SECRET = secrets.sessionSecret;
    env.BOOTSTRAP_ADMIN_EMAIL = secrets.admin.email;
    env.BOOTSTRAP_ADMIN_PASSWORD = secrets.admin.password;
  }
  return {
    name,
    program: options.replicaPrograms?.[service]?.[n] ?? programs[service],
    env: { ...env, ...options.env },
    url: `http://127.0.0.1:${port}`,
    ops: `http://127.0.0.1:${opsPort}`,
    links,
  };
}

async function startLinks(backends: Backends): Promise<ServiceLinks> {
  return {
    redis: await CuttableProxy.start(backends.redis.url),
    nats: await CuttableProxy.start(backends.nats.url),
  };
}
