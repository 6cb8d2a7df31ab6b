import { freePort } from '@kcs/private-servers';
import { CuttableProxy } from '../network/cuttable-proxy.ts';
import type { ServicePlan } from '../processes/service-process.ts';
import type { Secrets } from './secrets.ts';
import type { Program, SystemOptions } from './system-options.ts';

export interface Backends {
  readonly redis: string;
  readonly nats: string;
  readonly database: string;
}

interface Planning {
  readonly programs: Record<Program, string>;
  readonly backends: Backends;
  readonly secrets: Secrets;
  readonly options: SystemOptions;
  /** The port of HAProxy's front door; without HAProxy, the first chat-api is the front door. */
  readonly frontDoorPort: number | undefined;
}

/** A replica's own ways to the servers. */
const linksOf = async (backends: Backends) => ({
  redis: await CuttableProxy.start(backends.redis),
  nats: await CuttableProxy.start(backends.nats),
});

const planOne = async (
  kind: Exclude<Program, 'migrate'>,
  n: number,
  planning: Planning,
): Promise<ServicePlan> => {
  const { programs, backends, secrets, options, frontDoorPort } = planning;
  const [port, opsPort] = [await freePort(), await freePort()];
  const links = options.cuttable ? await linksOf(backends) : undefined;
  const name = `${kind}-${n + 1}`;
  const env: Record<string, string> = {
    PATH: process.env.PATH ?? '',
    NODE_ENV: 'development',
    LOG_LEVEL: 'info',
    INSTANCE_ID: name,
    LISTEN_HOST: '127.0.0.1',
    LISTEN_PORT: String(port),
    OPS_PORT: String(opsPort),
    REDIS_URL: links?.redis.through(backends.redis) ?? backends.redis,
    NATS_URL: links?.nats.through(backends.nats) ?? backends.nats,
    ...(frontDoorPort === undefined ? {} : { PUBLIC_URL: `http://127.0.0.1:${frontDoorPort}` }),
  };
  if (kind === 'chat-api') {
    env.DATABASE_URL = backends.database;
    env.JWT_SIGNING_KEYS = secrets.signingKeys;
    env.SESSION_SECRET = secrets.sessionSecret;
    env.BOOTSTRAP_ADMIN_EMAIL = secrets.admin.email;
    env.BOOTSTRAP_ADMIN_PASSWORD = secrets.admin.password;
  }
  return {
    name,
    program: programs[kind],
    env: { ...env, ...options.env },
    url: `http://127.0.0.1:${port}`,
    ops: `http://127.0.0.1:${opsPort}`,
    links,
  };
};

/** `count` replicas of a kind, each with ports and a name of its own. */
export const planServices = async (
  kind: Exclude<Program, 'migrate'>,
  count: number,
  planning: Planning,
): Promise<ServicePlan[]> => Promise.all(Array.from({ length: count }, (_, n) => planOne(kind, n, planning)));
