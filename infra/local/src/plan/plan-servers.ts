import { join } from 'node:path';
import {
  type Credentials,
  credsPathOf,
  ensureCredentials,
  formatNatsServerConfig,
  formatRedisAclFile,
  formatRedisUrl,
  PRODUCER_KEY_PATHS,
  REDIS_HEALTH_USER,
  type ServiceName,
} from '@kcs/credentials';
import { createNatsSpec, createPostgresSpec, createRedisSpec, type ProcessSpec } from '@kcs/private-servers';
import { getDataFolders } from './data-folders.ts';
import { planDatabaseConnections } from './database-connections.ts';
import { ensureDatabasePassword } from './secrets.ts';
import type { StartSettings } from './settings.ts';
import { adoptStreams } from './stream-folders.ts';

/** The PostgreSQL user of chat-api. It owns no tables, so it cannot change the audit log (ADMIN-6). */
const CHAT_API_DATABASE_USER = 'kcs_chat_api';

interface PlannedServers {
  /** The private servers that this start needs. */
  servers: ProcessSpec[];
  /** The URL with which chat-api connects to PostgreSQL. */
  databaseUrl: string;
  /** The URL of the private PostgreSQL server for the owner of the tables. Undefined if the user provides a server. */
  databaseOwnerUrl: string | undefined;
  /**
   * Returns the environment variables that a service uses to connect to NATS and Redis. At each of these servers, every
   * service has its own credentials and permissions.
   */
  connectionsOf(service: ServiceName): Record<string, string>;
}

/** A private server, and the environment variables that a service uses to connect to it. */
interface ServerPlan {
  spec: ProcessSpec;
  envOf(service: ServiceName): Record<string, string>;
}

/**
 * Returns the process specs of the private servers, and creates the credentials that they require. If the user provides
 * a server, the services use the credentials in the environment.
 */
export async function planServers(
  settings: StartSettings,
  choosePort: () => Promise<number>,
): Promise<PlannedServers> {
  const { provided, folder } = settings;
  const dataFolders = getDataFolders(settings);
  const { maxConnections } = planDatabaseConnections(settings);
  const postgresSpec = dataFolders.postgres
    ? await createPostgresSpec({
        dir: dataFolders.postgres,
        port: await choosePort(),
        durable: true,
        maxConnections,
      })
    : undefined;
  const secretsFolder = join(folder, 'secrets');
  let credentialsPromise: Promise<Credentials> | undefined;
  const loadCredentials = () => (credentialsPromise ??= ensureCredentials(secretsFolder));
  const redisPlan = dataFolders.redis
    ? planRedis(dataFolders.redis, await choosePort(), await loadCredentials())
    : undefined;
  const natsPlan = dataFolders.nats
    ? planNats(
        { dir: dataFolders.nats, port: await choosePort(), secrets: secretsFolder },
        await loadCredentials(),
      )
    : undefined;
  return {
    servers: [postgresSpec, redisPlan?.spec, natsPlan?.spec].filter((spec) => spec !== undefined),
    databaseUrl: postgresSpec
      ? formatServiceUrl(postgresSpec.url, ensureDatabasePassword(folder))
      : (provided.postgres ?? ''),
    databaseOwnerUrl: postgresSpec?.url,
    connectionsOf: (service) => ({
      ...(redisPlan?.envOf(service) ?? { REDIS_URL: provided.redis ?? '' }),
      ...(natsPlan?.envOf(service) ?? { NATS_URL: provided.nats ?? '' }),
    }),
  };
}

/** Returns the URL with which chat-api connects to a database. The migrate job creates the user. */
export function formatServiceUrl(ownerUrl: string, password: string): string {
  const serviceUrl = new URL(ownerUrl);
  serviceUrl.username = CHAT_API_DATABASE_USER;
  serviceUrl.password = password;
  return serviceUrl.href;
}

function planRedis(dir: string, port: number, { redis: { passwords } }: Credentials): ServerPlan {
  const probeCredentials = { username: REDIS_HEALTH_USER, password: 'none' };
  const redisUserSettings = { aclFile: formatRedisAclFile(passwords), probeCredentials };
  return {
    spec: createRedisSpec({ dir, port, durable: true, users: redisUserSettings }),
    envOf: (service) => ({ REDIS_URL: formatRedisUrl(service, passwords, `127.0.0.1:${port}`) }),
  };
}

interface NatsPlanOptions {
  dir: string;
  port: number;
  /** The folder that contains the credentials of all services. */
  secrets: string;
}

function planNats(
  { dir, port, secrets }: NatsPlanOptions,
  { nats: { trust, creds } }: Credentials,
): ServerPlan {
  const natsConfig = formatNatsServerConfig(trust, join(dir, 'accounts'));
  const natsSpec = createNatsSpec({
    dir,
    port,
    durable: true,
    config: natsConfig,
    probeCredentials: { creds: creds.admin },
  });
  const prepareNats = async (signal?: AbortSignal) => {
    adoptStreams(dir, trust);
    await natsSpec.prepare?.(signal);
  };
  return {
    spec: { ...natsSpec, prepare: prepareNats },
    envOf: (service) => ({
      NATS_URL: natsSpec.url,
      NATS_CREDS: '',
      NATS_CREDS_FILE: join(secrets, credsPathOf(service)),
      ...(service === 'chat-api' && {
        NATS_PRODUCERS_SIGNING_KEY: '',
        NATS_PRODUCERS_SIGNING_KEY_FILE: join(secrets, PRODUCER_KEY_PATHS.signingKey),
        NATS_PRODUCERS_ACCOUNT: '',
        NATS_PRODUCERS_ACCOUNT_FILE: join(secrets, PRODUCER_KEY_PATHS.account),
      }),
    }),
  };
}
