import { join } from 'node:path';
import {
  haproxySpec,
  internalPorts,
  natsSpec,
  type ProcessSpec,
  postgresSpec,
  type Replica,
  redisSpec,
} from '@kcs/private-servers';
import { dataFolders } from './data-folders.ts';
import { databaseConnections } from './database-connections.ts';
import { secretEnvironment } from './secrets.ts';
import { serviceSpec } from './service-spec.ts';
import type { Settings } from './settings.ts';

/** Everything that a start runs, in the order in which it starts. */
export interface Plan {
  servers: ProcessSpec[];
  services: ProcessSpec[];
  gateways: ProcessSpec[];
  balancer: ProcessSpec;
  /** The environment of the jobs that run once: migrations and demo data. */
  jobEnv: Record<string, string>;
}

/** Our own ports begin here above the front door's. */
const INTERNAL_PORTS_FROM = 1_000;
/** The balancer is gone before the gateways are told to stop: there is nothing to wait for, nobody to let go gently. */
const QUICK_DRAIN = { DRAIN_NOTICE_MS: '0', DRAIN_MS: '500' };
/** A stop has 10 s in all: balancer, gateways, services and servers one after another. */
const GATEWAY_STOP_MS = 3_000;
const SERVICE_STOP_MS = 2_500;

export async function makePlan(settings: Settings): Promise<Plan> {
  const { root, folder, given, hosts, port, socketsPort } = settings;
  const nextPort = internalPorts(port + INTERNAL_PORTS_FROM);
  const data = dataFolders(settings);
  const { poolSize, maxConnections } = databaseConnections(settings);

  const postgres = data.postgres
    ? await postgresSpec({ dir: data.postgres, port: await nextPort(), durable: true, maxConnections })
    : undefined;
  const redis = data.redis
    ? redisSpec({ dir: data.redis, port: await nextPort(), durable: true })
    : undefined;
  const nats = data.nats ? natsSpec({ dir: data.nats, port: await nextPort(), durable: true }) : undefined;

  const env: Record<string, string> = {
    ...QUICK_DRAIN,
    ...settings.env,
    NODE_ENV: settings.env.NODE_ENV || 'development',
    REDIS_URL: redis?.url ?? given.redis ?? '',
    NATS_URL: nats?.url ?? given.nats ?? '',
    PUBLIC_URL: settings.publicUrl,
    ...secretEnvironment(folder, settings.env, settings.production),
  };
  // Only chat-api may know the database.
  delete env.DATABASE_URL;
  const ownsDatabase = {
    ...env,
    DATABASE_URL: postgres?.url ?? given.postgres ?? '',
    DATABASE_POOL_SIZE: poolSize,
    WEB_ROOT: settings.env.WEB_ROOT || join(root, 'services', 'web', 'dist'),
  };
  const replicas = async (
    service: string,
    count: number,
    stopWithinMs: number,
    environment: Record<string, string>,
  ) => {
    const specs: ProcessSpec[] = [];
    for (let index = 1; index <= count; index += 1) {
      const ports = { port: await nextPort(), opsPort: await nextPort() };
      specs.push(
        serviceSpec({ root, service, name: `${service}-${index}`, ...ports, stopWithinMs, env: environment }),
      );
    }
    return specs;
  };
  const apis = await replicas('chat-api', settings.apis, SERVICE_STOP_MS, ownsDatabase);
  const presence = await replicas('presence', settings.presence, SERVICE_STOP_MS, env);
  const gateways = await replicas('realtime-gateway', settings.gateways, GATEWAY_STOP_MS, env);
  return {
    servers: [postgres, redis, nats].filter((spec) => spec !== undefined),
    services: [...apis, ...presence],
    gateways,
    balancer: haproxySpec({
      dir: join(folder, 'haproxy'),
      ...{ port, socketsPort, hosts, trustedProxies: settings.env.TRUSTED_PROXIES },
      opsPort: await nextPort(),
      peersPort: await nextPort(),
      chatApis: apis.map(toReplica),
      gateways: gateways.map(toReplica),
    }),
    jobEnv: ownsDatabase,
  };
}

function toReplica({ name, url, opsUrl }: ProcessSpec): Replica {
  return { name, address: new URL(url).host, opsPort: Number(new URL(opsUrl ?? url).port) };
}
