import { type PrivateServer, startNats, startRedis } from '@kcs/private-servers';
import { connectNats, connectRedis, createLogger, createMetrics } from '@kcs/service-kit';
import { startTestDatabase } from '@kcs/testkit';
import type { NatsConnection } from '@nats-io/nats-core';
import type { Test } from 'tap';
import { type AppDeps, buildApp } from '../../src/app.ts';
import { hearEndings } from '../../src/bus/hear-endings.ts';
import { serveSessions } from '../../src/bus/serve-sessions.ts';
import { bootstrapAdmin } from '../../src/commands/bootstrap-admin.ts';
import { SendLanes } from '../../src/commands/send-lanes.ts';
import { readConfig } from '../../src/config.ts';
import { createEdge } from '../../src/create-edge.ts';
import { createDatabase } from '../../src/store/database.ts';
import { type Answer, type Call, callRest } from './call-rest.ts';

export const ADMIN = { email: 'head@school.example', password: 'correct horse battery' };
export const PASSWORD = 'a good password';

/** One chat-api on a free port, with its own connections, listening and hearing as main.ts makes it. */
export interface Replica {
  readonly url: string;
  readonly deps: AppDeps;
  readonly nc: NatsConnection;
  rest(method: string, path: string, call?: Call): Promise<Answer>;
  logIn(email: string, password?: string): Promise<LoggedInUser>;
}

export interface LoggedInUser {
  readonly id: string;
  readonly token: string;
  readonly refresh: string;
  readonly email: string;
  rest(method: string, path: string, body?: unknown): Promise<Answer>;
}

export interface Edge extends Replica {
  readonly databaseUrl: string;
  readonly servers: { redis: PrivateServer; nats: PrivateServer };
  readonly admin: LoggedInUser;
  replica(env?: NodeJS.ProcessEnv): Promise<Replica>;
  /** Made by the Admin and logged in. */
  user(more?: { name?: string; user_type?: string }): Promise<LoggedInUser>;
}

export async function startEdge(t: Test, env: NodeJS.ProcessEnv = {}): Promise<Edge> {
  const [database, redis, nats] = await Promise.all([startTestDatabase(t), startRedis(), startNats()]);
  t.teardown(() => Promise.all([redis.stop(), nats.stop()]));
  const places = { DATABASE_URL: database.url, REDIS_URL: redis.url, NATS_URL: nats.url };
  const replica = (more: NodeJS.ProcessEnv = {}) => startReplica(t, { ...places, ...env, ...more });
  const first = await replica();
  const admin = await first.logIn(ADMIN.email, ADMIN.password);
  let made = 0;
  const user: Edge['user'] = async ({ name, user_type = 'Student' } = {}) => {
    made += 1;
    const email = `person-${made}@school.example`;
    const body = { name: name ?? `Person ${made}`, email, user_type, password: PASSWORD };
    const { status } = await admin.rest('POST', '/users', body);
    if (status !== 201) t.fail(`a user could not be made: ${status}`);
    return first.logIn(email);
  };
  return { ...first, databaseUrl: database.url, servers: { redis, nats }, admin, replica, user };
}

async function startReplica(t: Test, env: NodeJS.ProcessEnv): Promise<Replica> {
  const bootstrap = { BOOTSTRAP_ADMIN_EMAIL: ADMIN.email, BOOTSTRAP_ADMIN_PASSWORD: ADMIN.password };
  const config = readConfig({ LOG_LEVEL: 'silent', ...bootstrap, ...env });
  const names = { service: 'chat-api', instanceId: 'test' };
  const logger = createLogger({ ...names, level: config.LOG_LEVEL });
  const db = createDatabase({ url: config.DATABASE_URL, poolSize: 6 });
  const redis = await connectRedis({ url: config.REDIS_URL, name: 'test', logger });
  const nc = await connectNats({ url: config.NATS_URL, name: 'test', logger });
  const edge = await createEdge({ config, logger, metrics: createMetrics(names), db, nc, redis });
  await bootstrapAdmin(edge);
  const deps: AppDeps = {
    ...edge,
    sends: new SendLanes({ db }),
    publisher: { offer: () => {} },
    budget: { take: async () => {}, giveBack: async () => {} },
  };
  const bus = [hearEndings(deps), serveSessions(deps)];
  const app = await buildApp(deps);
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  await nc.flush();
  t.teardown(async () => {
    await app.close();
    await Promise.all(bus.map((one) => one.stop()));
    await nc.close();
    redis.destroy();
    await db.close();
  });
  const rest: Replica['rest'] = (method, path, call) => callRest(url, method, path, call);
  const logIn: Replica['logIn'] = async (email, password = PASSWORD) => {
    const { status, body } = await rest('POST', '/auth/login', { body: { email, password } });
    if (status !== 200) t.fail(`${email} could not log in: ${status}`);
    const { token, refresh_token: refresh, user } = body.data;
    const own: LoggedInUser['rest'] = (method, path, body) =>
      rest(method, path, { token, ...(body === undefined ? {} : { body }) });
    return { id: user.id, token, refresh, email, rest: own };
  };
  return { url, deps, nc, rest, logIn };
}
