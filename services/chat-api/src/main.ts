import {
  connectNats,
  connectRedis,
  createConnectionErrorCounter,
  createLogger,
  createMetrics,
  createWriteProbe,
  Health,
  type Logger,
  readRedisServer,
  resolveInstanceId,
  runService,
  type StartedService,
  type StopList,
  sleep,
  startOpsServer,
  startTracing,
} from '@kcs/service-kit';
import { createChatApi } from './app.ts';
import { getBalancerWaitMs } from './config/balancer-wait.ts';
import type { ChatApiConfig } from './config/config-schema.ts';
import { readConfig } from './config/read-config.ts';
import { waitUntilDatabaseReady } from './database/check-database.ts';
import { createDatabase, type Database } from './database/database.ts';
import { createDatabaseClock } from './database/database-clock.ts';

const SERVICE_NAME = 'chat-api';
const probeRedis = createWriteProbe('kcs:limit:probe');
/** Time limit for all stop steps together. It does not include the wait for the load balancer, which comes first. */
const STOP_TIMEOUT_MS = 20_000;

/**
 * Connects to PostgreSQL, Redis, and NATS, starts chat-api, and listens for HTTP requests. Adds every stop step to
 * `stop`, in the order in which the steps must run.
 */
async function startChatApi(stop: StopList, config: ChatApiConfig): Promise<StartedService> {
  const instanceId = resolveInstanceId(SERVICE_NAME, config);
  const logger = createLogger({ service: SERVICE_NAME, instanceId, level: config.LOG_LEVEL });
  const tracing = await startTracing({ service: SERVICE_NAME, instanceId, config, logger });
  const metricsRegistry = createMetrics({ service: SERVICE_NAME, instanceId });
  const countConnectionError = createConnectionErrorCounter(metricsRegistry, ['nats', 'redis', 'postgres']);
  const health = new Health();
  stop.add('refuse', () => health.setAccepting(false));
  const balancerWaitMs = getBalancerWaitMs(config);
  stop.add('balancer', () => sleep(balancerWaitMs), balancerWaitMs + 1_000);

  const chatDatabase = openDatabase(config, {
    instanceId,
    logger,
    onError: () => countConnectionError('postgres'),
  });
  const redisClient = await connectRedis({
    ...readRedisServer(config),
    name: instanceId,
    logger,
    probe: probeRedis,
  });
  redisClient.on('error', () => countConnectionError('redis'));
  const natsConnection = await connectNats({
    url: config.NATS_URL,
    creds: config.NATS_CREDS,
    ca: config.NATS_CA,
    service: SERVICE_NAME,
    name: instanceId,
    logger,
    onInterrupted: (why) => {
      if (why === 'disconnect') countConnectionError('nats');
    },
  });
  await waitUntilDatabaseReady(chatDatabase);
  const clock = createDatabaseClock(chatDatabase, logger);
  await clock.measure();
  const clockLoop = clock.start();

  const chatApi = await createChatApi({
    config,
    logger,
    metrics: metricsRegistry,
    db: chatDatabase,
    nc: natsConnection,
    redis: redisClient,
    clock,
  });
  health.dependency('postgres', () => chatDatabase.checkWritable());
  // The process stays ready without Redis, because each replica then enforces the rate limits by itself.
  health.warning('redis', async () => void (await probeRedis(redisClient)));
  health.dependency('nats', () => natsConnection.flush());
  health.dependency('stream', () => chatApi.outbox.alarm.checkAnswering());
  // The process stays ready while the stream is full: the stream refuses events from every replica, so sending requests
  // to other replicas would not help.
  health.warning('outbox', () => chatApi.outbox.alarm.checkAccepting());
  health.dependency('clock', () => clock.check());
  const { LISTEN_HOST: host } = config;
  const listenUrl = await chatApi.http.listen({ host, port: config.LISTEN_PORT });
  const opsServer = await startOpsServer({
    host,
    port: config.OPS_PORT,
    health,
    metrics: metricsRegistry,
    logger,
  });
  health.setAccepting(true);

  stop.add('http', () => chatApi.http.close());
  stop.add('bus', () => chatApi.bus.stop());
  stop.add('upkeep', () => chatApi.upkeep.stop());
  stop.add('outbox', () => chatApi.outbox.stop());
  stop.add('clock', () => clockLoop.stop());
  stop.add('nats', () => natsConnection.drain());
  stop.add('redis', () => redisClient.close());
  stop.add('postgres', () => chatDatabase.close());
  stop.add('ops', () => opsServer.stop());
  stop.add('tracing', () => tracing.stop());
  const { NATS_URL, REDIS_URL, DATABASE_URL } = config;
  const endpoints = {
    url: listenUrl,
    ops: `http://${host}:${opsServer.port}`,
    DATABASE_URL,
    REDIS_URL,
    NATS_URL,
  };
  return { logger, endpoints };
}

function openDatabase(
  config: ChatApiConfig,
  { instanceId, logger, onError }: { instanceId: string; logger: Logger; onError: () => void },
): Database {
  return createDatabase({
    url: config.DATABASE_URL,
    poolSize: config.DATABASE_POOL_SIZE,
    usePreparedStatements: config.DATABASE_PREPARED_STATEMENTS,
    name: instanceId,
    // Log only the error's name and message. The driver attaches its client to the error, and the client contains a
    // secret key that can cancel queries.
    onError: ({ name, message }) => {
      onError();
      logger.warn(
        { err: { name, message } },
        'A connection to PostgreSQL failed. The pool will open a new one.',
      );
    },
  });
}

runService({
  name: SERVICE_NAME,
  config: () => readConfig(),
  start: startChatApi,
  stopWithinMs: (config) => getBalancerWaitMs(config) + STOP_TIMEOUT_MS,
});
