import {
  ConfigError,
  connectNats,
  connectRedis,
  createLogger,
  createMetrics,
  every,
  Health,
  instanceIdOf,
  retry,
  type Started,
  type StopList,
  sleep,
  startOpsServer,
} from '@kcs/service-kit';
import { serveCore } from './bus/serve-core.ts';
import { serveSessions } from './bus/serve-identity.ts';
import { hearEndings } from './bus/subscribe-to-notices.ts';
import type { Config } from './config/config.ts';
import { createEdge } from './create-identity.ts';
import { createDatabase, type Database } from './database/database.ts';
import { type AppDeps, buildApp } from './http/create-http-app.ts';
import { bootstrapAdmin } from './identity/commands/bootstrap-admin.ts';
import { redisMessageBudget } from './rooms/sending/redis-message-budget.ts';
import { pruneSessions } from './upkeep/prune-sessions.ts';
import { startCore } from './upkeep/start-upkeep.ts';

const SERVICE = 'chat-api';
/** An orchestrator starts the database and its users together, and migrates in between. */
const DATABASE_WITHIN_MS = 30_000;
const PRUNE_MS = 60 * 60 * 1_000;
const BALANCER_WAIT_MS = { development: 200, production: 5_000 } as const;
/** For all that comes after the balancer's time. */
const ENDS_WITHIN_MS = 20_000;

const balancerWaitMs = ({ BALANCER_WAIT_MS: wished, NODE_ENV }: Config): number =>
  wished ?? BALANCER_WAIT_MS[NODE_ENV];

/** How long the whole stop may take. */
export const stopWithinMs = (config: Config): number => balancerWaitMs(config) + ENDS_WITHIN_MS;

/** Connects, listens, and lists how it all ends, in order. */
export async function startChatApi(stop: StopList, config: Config): Promise<Started> {
  const name = instanceIdOf(SERVICE, config);
  const logger = createLogger({ service: SERVICE, instanceId: name, level: config.LOG_LEVEL });
  const metrics = createMetrics({ service: SERVICE, instanceId: name });
  const health = new Health();
  stop.add('refuse', () => health.setAccepting(false));
  const waitMs = balancerWaitMs(config);
  stop.add('balancer', () => sleep(waitMs), waitMs + 1_000);

  const db = createDatabase({
    url: config.DATABASE_URL,
    poolSize: config.DATABASE_POOL_SIZE,
    name,
    // The driver hangs its whole client on an error, with the key that cancels its statements.
    onError: ({ name, message }) =>
      logger.warn({ err: { name, message } }, 'A connection to PostgreSQL failed'),
  });
  const redis = await connectRedis({ url: config.REDIS_URL, name, logger });
  const nc = await connectNats({ url: config.NATS_URL, name, logger });
  await usable(db);

  const edge = await createEdge({ config, logger, metrics, db, nc, redis });
  await bootstrapAdmin(edge);
  const core = await startCore({
    db,
    nc,
    logger,
    metrics,
    budget: redisMessageBudget(redis, config.MESSAGES_PER_SECOND_PER_USER),
    eventsKeptDays: config.EVENTS_KEPT_DAYS,
    streamReplicas: config.NATS_STREAM_REPLICAS,
  });
  const deps: AppDeps = { ...core.deps, ...edge };

  const bus = [hearEndings(deps), serveSessions(deps), serveCore(deps)];
  const prune = every(PRUNE_MS, async () => void (await pruneSessions(db)), {
    logger,
    name: 'prune sessions',
  });
  const app = await buildApp(deps);
  health.dependency('postgres', async () => void (await db.prisma.$queryRaw`SELECT 1`));
  health.dependency('nats', () => nc.flush());
  const { LISTEN_HOST: host } = config;
  const url = await app.listen({ host, port: config.LISTEN_PORT });
  const ops = await startOpsServer({ host, port: config.OPS_PORT, health, metrics, logger });
  health.setAccepting(true);

  stop.add('http', () => app.close());
  stop.add('bus', async () => void (await Promise.all(bus.map((one) => one.stop()))));
  stop.add('prune', () => prune.stop());
  stop.add('outbox', () => core.stop());
  stop.add('nats', () => nc.drain());
  stop.add('redis', () => redis.close());
  stop.add('postgres', () => db.close());
  stop.add('ops', () => ops.stop());
  const { NATS_URL, REDIS_URL, DATABASE_URL } = config;
  const endpoints = { url, ops: `http://${host}:${ops.port}`, DATABASE_URL, REDIS_URL, NATS_URL };
  return { logger, endpoints };
}

/** Proves that the database answers, has this version's tables, and speaks in UTC. @throws ConfigError where it does not */
async function usable(db: Database): Promise<void> {
  const signal = AbortSignal.timeout(DATABASE_WITHIN_MS);
  await retry(() => db.prisma.session.findFirst({ select: { id: true } }), {
    baseMs: 200,
    maxMs: 2_000,
    signal,
  });
  const [{ zone }] = await db.prisma.$queryRaw<
    [{ zone: string }]
  >`SELECT current_setting('TimeZone') AS zone`;
  if (zone !== 'UTC') {
    throw new ConfigError([
      `DATABASE_URL gives connections in ${zone}, so that times would be wrong: take \`options\` out of it, or set TimeZone=UTC in them and in a pooler in between`,
    ]);
  }
}
