import { connectNats, connectRedis, createLogger, createMetrics } from '@kcs/service-kit';
import {
  startTestDatabase,
  startTestNats,
  startTestRedis,
  type TestNats,
  type TestRedis,
} from '@kcs/testkit';
import type { NatsConnection } from '@nats-io/nats-core';
import type { Test } from 'tap';
import { type ChatApiDeps, createChatApi } from '../../src/app.ts';
import { readConfig } from '../../src/config/read-config.ts';
import { createDatabase } from '../../src/database/database.ts';
import { createDatabaseClock } from '../../src/database/database-clock.ts';
import { callRest, type RestCallOptions, type RestResponse } from './call-rest.ts';

export const ADMIN_CREDENTIALS = { email: 'head@school.example', password: 'correct horse battery' };
export const USER_PASSWORD = 'a good password';

/** A chat-api replica that runs in the test process on a free port, with its own connections. */
export interface ApiReplica {
  readonly url: string;
  readonly deps: ChatApiDeps;
  /** This replica's NATS connection, with only the permissions that chat-api needs. */
  readonly nc: NatsConnection;
  /** A NATS connection with all permissions. Tests use this connection in place of the other services. */
  readonly bus: NatsConnection;
  rest(method: string, path: string, call?: RestCallOptions): Promise<RestResponse>;
  logIn(email: string, password?: string): Promise<LoggedInUser>;
}

export interface LoggedInUser {
  readonly id: string;
  readonly token: string;
  readonly refresh: string;
  readonly email: string;
  rest(method: string, path: string, body?: unknown): Promise<RestResponse>;
}

export interface TestApi extends ApiReplica {
  /** The URL for the owner of the tables. chat-api connects as another user. */
  readonly databaseUrl: string;
  readonly servers: { readonly redis: TestRedis; readonly nats: TestNats };
  readonly admin: LoggedInUser;
  /** Starts another chat-api replica on the same database, Redis, and NATS. */
  replica(env?: NodeJS.ProcessEnv): Promise<ApiReplica>;
  /** Creates a user as the Admin, then logs in as that user. */
  user(fields?: { readonly name?: string; readonly user_type?: string }): Promise<LoggedInUser>;
}

/** The servers on which replicas of chat-api run. */
interface ApiServers {
  readonly databaseUrl: string;
  readonly redis: TestRedis;
  readonly nats: TestNats;
  readonly bus: NatsConnection;
  /** The environment variables with which chat-api connects to the servers. */
  readonly env: NodeJS.ProcessEnv;
  /** The number of users that tests have created. It makes their emails unique. */
  userCount: number;
  /** The login of the Admin, which all replicas accept. Undefined until the first replica runs. */
  admin?: LoggedInUser;
}

export async function startApi(t: Test, env: NodeJS.ProcessEnv = {}): Promise<TestApi> {
  return startApiOn(t, await startApiServers(t), env);
}

export async function startApiServers(t: Test): Promise<ApiServers> {
  const [database, redis, nats] = await Promise.all([
    startTestDatabase(t),
    startTestRedis(t),
    startTestNats(t),
  ]);
  const bus = await connectNats({
    url: nats.url,
    creds: nats.credsOf('admin'),
    service: 'realtime-gateway',
    name: 'observer',
    logger: createLogger({ service: 'test', instanceId: 'observer', level: 'silent' }),
  });
  t.teardown(() => bus.close());
  const env = {
    DATABASE_URL: database.serviceUrl,
    ...redis.envOf('chat-api'),
    ...nats.envOf('chat-api'),
  };
  return { databaseUrl: database.url, redis, nats, bus, env, userCount: 0 };
}

/** Starts a replica on running servers, on which the Admin is logged in. The replica stops when the test ends. */
export async function startApiOn(
  t: Test,
  servers: ApiServers,
  env: NodeJS.ProcessEnv = {},
): Promise<TestApi> {
  const startReplicaWithEnv = (extraEnv: NodeJS.ProcessEnv = {}) =>
    startReplica(t, { ...servers.env, ...env, ...extraEnv }, servers.bus);
  const firstReplica = await startReplicaWithEnv();
  servers.admin ??= await firstReplica.logIn(ADMIN_CREDENTIALS.email, ADMIN_CREDENTIALS.password);
  const admin = createLoggedInUser(firstReplica, servers.admin);
  const createUser: TestApi['user'] = async ({ name, user_type = 'Student' } = {}) => {
    servers.userCount += 1;
    const email = `person-${servers.userCount}@school.example`;
    const body = { name: name ?? `Person ${servers.userCount}`, email, user_type, password: USER_PASSWORD };
    const { status } = await admin.rest('POST', '/users', body);
    if (status !== 201) t.fail(`could not create a user: ${status}`);
    return firstReplica.logIn(email);
  };
  return {
    ...firstReplica,
    databaseUrl: servers.databaseUrl,
    servers,
    admin,
    replica: startReplicaWithEnv,
    user: createUser,
  };
}

async function startReplica(t: Test, env: NodeJS.ProcessEnv, bus: NatsConnection): Promise<ApiReplica> {
  const bootstrapEnv = {
    BOOTSTRAP_ADMIN_EMAIL: ADMIN_CREDENTIALS.email,
    BOOTSTRAP_ADMIN_PASSWORD: ADMIN_CREDENTIALS.password,
  };
  const config = readConfig({ LOG_LEVEL: 'silent', DATABASE_POOL_SIZE: '6', ...bootstrapEnv, ...env });
  const serviceLabels = { service: 'chat-api', instanceId: 'test' };
  const logger = createLogger({ ...serviceLabels, level: config.LOG_LEVEL });
  const db = createDatabase({ url: config.DATABASE_URL, poolSize: config.DATABASE_POOL_SIZE });
  const redis = await connectRedis({ url: config.REDIS_URL, name: 'test', logger });
  const natsConnection = await connectNats({
    url: config.NATS_URL,
    creds: config.NATS_CREDS,
    service: 'chat-api',
    name: 'test',
    logger,
  });
  const clock = createDatabaseClock(db, logger);
  await clock.measure();
  const app = await createChatApi({
    config,
    logger,
    metrics: createMetrics(serviceLabels),
    db,
    nc: natsConnection,
    redis,
    clock,
  });
  const url = await app.http.listen({ host: '127.0.0.1', port: 0 });
  await natsConnection.flush();
  t.teardown(async () => {
    await app.http.close();
    for (const part of [app.bus, app.upkeep, app.outbox]) await part.stop();
    await natsConnection.close();
    redis.destroy();
    await db.close();
  });
  const sendRestCall: ApiReplica['rest'] = (method, path, call) => callRest(url, method, path, call);
  const logIn: ApiReplica['logIn'] = async (email, password = USER_PASSWORD) => {
    const { status, body } = await sendRestCall('POST', '/auth/login', { body: { email, password } });
    if (status !== 200) t.fail(`${email} could not log in: ${status}`);
    const { token, refresh_token: refresh, user } = body.data;
    return createLoggedInUser({ rest: sendRestCall }, { id: user.id, token, refresh, email });
  };
  return { url, deps: app.deps, nc: natsConnection, bus, rest: sendRestCall, logIn };
}

/** Returns a user who sends requests to this replica. Each replica accepts the logins of all others. */
function createLoggedInUser(
  { rest }: Pick<ApiReplica, 'rest'>,
  { id, token, refresh, email }: Omit<LoggedInUser, 'rest'>,
): LoggedInUser {
  const sendRestCallAsUser: LoggedInUser['rest'] = (method, path, body) =>
    rest(method, path, { token, ...(body === undefined ? {} : { body }) });
  return { id, token, refresh, email, rest: sendRestCallAsUser };
}
