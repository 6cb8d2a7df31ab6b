import { join } from 'node:path';
import type { ServiceName } from '@kcs/credentials';
import { createInternalPortChooser, type ProcessSpec } from '@kcs/private-servers';
import { getErasedUsersPath } from './backup-folder.ts';
import { planDatabaseConnections } from './database-connections.ts';
import { planFrontDoor } from './plan-front-door.ts';
import { planServers } from './plan-servers.ts';
import { createForwardingKeyEnvironment } from './secrets.ts';
import { createServiceEnvironment } from './service-environment.ts';
import { createServiceSpec, getServiceOutdir } from './service-spec.ts';
import type { StartSettings } from './settings.ts';

/** The processes of a start, in the order in which they are started. */
export interface StartPlan {
  servers: ProcessSpec[];
  services: ProcessSpec[];
  gateways: ProcessSpec[];
  /** HAProxy and, in development, Vite. Vite starts first, because HAProxy forwards page requests to it. */
  frontDoor: ProcessSpec[];
  /** The environment of the one-shot jobs, which apply migrations and load demo data. */
  jobEnv: Record<string, string>;
}

/** The distance between the front door's port and the first internal port. */
const INTERNAL_PORTS_OFFSET = 1_000;
/** The debugger port of the first replica, which is also Node's default. */
const FIRST_INSPECT_PORT = 9_229;
/**
 * How long one process may take to stop. HAProxy, gateways, services, and servers are stopped one after another, and
 * the whole stop must take less than 10 s.
 */
const GATEWAY_STOP_TIMEOUT_MS = 3_000;
const SERVICE_STOP_TIMEOUT_MS = 2_500;

/**
 * Plans a start: chooses ports, creates missing secrets, and returns the spec of every process. Does not start
 * anything.
 */
export async function createStartPlan(settings: StartSettings): Promise<StartPlan> {
  const { root, port } = settings;
  const choosePort = createInternalPortChooser(port + INTERNAL_PORTS_OFFSET);
  const { servers, databaseUrl, databaseOwnerUrl, connectionsOf } = await planServers(settings, choosePort);
  const serviceEnv = createServiceEnvironment(settings);
  const databaseEnv = {
    ...serviceEnv,
    DATABASE_URL: databaseUrl,
    ERASED_USERS_FILE: getErasedUsersPath(settings),
    DATABASE_POOL_SIZE: planDatabaseConnections(settings).poolSize,
    // In development, Vite serves the pages, so the built pages may not exist.
    WEB_ROOT: settings.env.WEB_ROOT || (settings.development ? '' : join(root, 'services', 'web', 'dist')),
  };
  const chooseInspectPort = settings.inspect ? createInternalPortChooser(FIRST_INSPECT_PORT) : undefined;
  const planReplicas = async (
    service: ServiceName,
    count: number,
    stopWithinMs: number,
    common: Record<string, string>,
  ) => {
    const replicaEnv = { ...common, ...connectionsOf(service) };
    const replicaSpecs: ProcessSpec[] = [];
    for (let n = 1; n <= count; n += 1) {
      const replicaPorts = {
        port: await choosePort(),
        opsPort: await choosePort(),
        inspectPort: await chooseInspectPort?.(),
      };
      const replicaName = `${service}-${n}`;
      replicaSpecs.push(
        createServiceSpec({
          root,
          service,
          outdir: getServiceOutdir(settings),
          name: replicaName,
          ...replicaPorts,
          stopWithinMs,
          env: replicaEnv,
        }),
      );
    }
    return replicaSpecs;
  };
  const apiSpecs = await planReplicas('chat-api', settings.apis, SERVICE_STOP_TIMEOUT_MS, databaseEnv);
  const presenceSpecs = await planReplicas(
    'presence',
    settings.presence,
    SERVICE_STOP_TIMEOUT_MS,
    serviceEnv,
  );
  const gatewaySpecs = await planReplicas('realtime-gateway', settings.gateways, GATEWAY_STOP_TIMEOUT_MS, {
    ...serviceEnv,
    ...createForwardingKeyEnvironment(settings.folder, settings.env, settings.production),
  });
  return {
    servers,
    services: [...apiSpecs, ...presenceSpecs],
    gateways: gatewaySpecs,
    frontDoor: await planFrontDoor(settings, { apis: apiSpecs, gateways: gatewaySpecs, choosePort }),
    jobEnv: {
      ...databaseEnv,
      // The value in the environment applies only to a database that the operator provides. The tables of a
      // private database belong to the PostgreSQL role that created it.
      MIGRATION_DATABASE_URL: databaseOwnerUrl ?? (settings.env.MIGRATION_DATABASE_URL || ''),
    },
  };
}
