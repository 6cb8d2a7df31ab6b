import { join } from 'node:path';
import type { Service } from '@kcs/credentials';
import { createHaproxySpec, internalPorts, type ProcessSpec, type Replica } from '@kcs/private-servers';
import { databaseConnections } from './database-connections.ts';
import { planServers } from './plan-servers.ts';
import { secretEnvironment } from './secrets.ts';
import { outdir, serviceSpec } from './service-spec.ts';
import type { Settings } from './settings.ts';
import { webSpec } from './web-spec.ts';

/** All processes that a start runs, in the order in which they start. */
export interface Plan {
  servers: ProcessSpec[];
  services: ProcessSpec[];
  gateways: ProcessSpec[];
  /** HAProxy, and in development also Vite, which starts first because HAProxy forwards page requests to it. */
  frontDoor: ProcessSpec[];
  /** The environment of the one-shot jobs, which apply migrations and load demo data. */
  jobEnv: Record<string, string>;
}

type NextPort = () => Promise<number>;

/** The distance between the front door's port and the first internal port. */
const INTERNAL_PORTS_OFFSET = 1_000;
/** The port that Node uses for a debugger by default. */
const FIRST_INSPECT_PORT = 9_229;
/** A stop ends HAProxy first, so a gateway has no clients left to warn or wait for. */
const QUICK_DRAIN = { DRAIN_NOTICE_MS: '0', DRAIN_MS: '500' };
/** Restarts in development skip the drain because they must be quick. Clients reconnect by themselves. */
const NO_DRAIN = { DRAIN_NOTICE_MS: '0', DRAIN_MS: '0' };
/** These limits keep a stop within 10 s, because HAProxy, gateways, services, and servers stop one after another. */
const GATEWAY_STOP_MS = 3_000;
const SERVICE_STOP_MS = 2_500;

/** Plans a start: chooses ports, creates missing secrets, and returns the spec of every process. Starts nothing. */
export async function makePlan(settings: Settings): Promise<Plan> {
  const { root, port } = settings;
  const nextPort = internalPorts(port + INTERNAL_PORTS_OFFSET);
  const { servers, databaseUrl, connectionsOf } = await planServers(settings, nextPort);
  const env = serviceEnvironment(settings);
  const databaseEnv = {
    ...env,
    DATABASE_URL: databaseUrl,
    DATABASE_POOL_SIZE: databaseConnections(settings).poolSize,
    // In development, Vite serves the pages, so the built pages may not exist.
    WEB_ROOT: settings.env.WEB_ROOT || (settings.development ? '' : join(root, 'services', 'web', 'dist')),
  };
  const nextInspectPort = settings.inspect ? internalPorts(FIRST_INSPECT_PORT) : undefined;
  const replicas = async (
    service: Service,
    count: number,
    stopWithinMs: number,
    common: Record<string, string>,
  ) => {
    const env = { ...common, ...connectionsOf(service) };
    const specs: ProcessSpec[] = [];
    for (let n = 1; n <= count; n += 1) {
      const ports = {
        port: await nextPort(),
        opsPort: await nextPort(),
        inspectPort: await nextInspectPort?.(),
      };
      const name = `${service}-${n}`;
      specs.push(serviceSpec({ root, service, outdir: outdir(settings), name, ...ports, stopWithinMs, env }));
    }
    return specs;
  };
  const apis = await replicas('chat-api', settings.apis, SERVICE_STOP_MS, databaseEnv);
  const presence = await replicas('presence', settings.presence, SERVICE_STOP_MS, env);
  const gateways = await replicas('realtime-gateway', settings.gateways, GATEWAY_STOP_MS, env);
  return {
    servers,
    services: [...apis, ...presence],
    gateways,
    frontDoor: await planFrontDoor(settings, { apis, gateways, nextPort }),
    jobEnv: {
      ...databaseEnv,
      // `MIGRATION_DATABASE_URL` applies only to a database that the user provides. For a private database, migrations
      // always connect directly.
      MIGRATION_DATABASE_URL: (settings.provided.postgres && settings.env.MIGRATION_DATABASE_URL) || '',
    },
  };
}

/** Returns the part of the environment that every service gets. Only chat-api may have the URL of the database. */
function serviceEnvironment(settings: Settings): Record<string, string> {
  const {
    DATABASE_URL: _url,
    MIGRATION_DATABASE_URL: _directUrl,
    MIGRATION_DATABASE_URL_FILE: _directUrlFile,
    ...given
  } = settings.env;
  return {
    ...(settings.development ? NO_DRAIN : QUICK_DRAIN),
    ...given,
    NODE_ENV: given.NODE_ENV || 'development',
    PUBLIC_URL: settings.publicUrl,
    ...secretEnvironment(settings.folder, settings.env, settings.production),
  };
}

interface FrontDoorOptions {
  apis: readonly ProcessSpec[];
  gateways: readonly ProcessSpec[];
  nextPort: NextPort;
}

async function planFrontDoor(settings: Settings, options: FrontDoorOptions): Promise<ProcessSpec[]> {
  const { root, folder, hosts, port, socketsPort, env } = settings;
  const { apis, gateways, nextPort } = options;
  const web = settings.development ? webSpec(root, await nextPort(), env) : undefined;
  const haproxy = createHaproxySpec({
    dir: join(folder, 'haproxy'),
    ...{ port, socketsPort, hosts, trustedProxies: env.TRUSTED_PROXIES },
    origins: { NODE_ENV: env.NODE_ENV, PUBLIC_URL: settings.publicUrl, CORS_ORIGINS: env.CORS_ORIGINS },
    opsPort: await nextPort(),
    peersPort: await nextPort(),
    chatApis: apis.map(toReplica),
    gateways: gateways.map(toReplica),
    vite: web && new URL(web.url).host,
  });
  return web ? [web, haproxy] : [haproxy];
}

function toReplica({ name, url, opsUrl }: ProcessSpec): Replica {
  return { name, address: new URL(url).host, opsPort: Number(new URL(opsUrl ?? url).port) };
}
