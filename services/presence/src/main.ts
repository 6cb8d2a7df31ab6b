import {
  connectNats,
  connectRedis,
  createConnectionErrorCounter,
  createLogger,
  createMetrics,
  createWriteProbe,
  flushWithin,
  Health,
  readRedisServer,
  resolveInstanceId,
  runService,
  startOpsServer,
  startTracing,
} from '@kcs/service-kit';
import { type PresenceApp, startPresenceApp } from './app.ts';
import { loadPresenceConfig } from './config.ts';

const SERVICE_NAME = 'presence';
const HEALTH_CHECK_TIMEOUT_MS = 1000;
const probeRedisWrite = createWriteProbe('kcs:presence:{p}:probe');

runService({
  name: SERVICE_NAME,
  config: () => loadPresenceConfig(),
  start: async (stop, config) => {
    const replicaName = resolveInstanceId(SERVICE_NAME, config);
    const logger = createLogger({ service: SERVICE_NAME, instanceId: replicaName, level: config.LOG_LEVEL });
    const tracing = await startTracing({ service: SERVICE_NAME, instanceId: replicaName, config, logger });
    const metrics = createMetrics({ service: SERVICE_NAME, instanceId: replicaName });
    const countConnectionError = createConnectionErrorCounter(metrics, ['nats', 'redis']);
    const health = new Health();
    let app: PresenceApp | undefined;

    const redis = await connectRedis({
      ...readRedisServer(config),
      name: replicaName,
      logger,
      probe: probeRedisWrite,
    });
    redis.on('error', () => countConnectionError('redis'));
    const natsConnection = await connectNats({
      url: config.NATS_URL,
      creds: config.NATS_CREDS,
      ca: config.NATS_CA,
      service: SERVICE_NAME,
      name: replicaName,
      logger,
      onInterrupted: (why) => {
        if (why === 'disconnect') countConnectionError('nats');
        app?.onNatsInterrupted();
      },
    });
    health.dependency('redis', async () => void (await probeRedisWrite(redis)));
    health.dependency('nats', () => flushWithin(natsConnection, HEALTH_CHECK_TIMEOUT_MS));
    app = await startPresenceApp({
      config,
      replica: replicaName,
      nc: natsConnection,
      redis,
      metrics,
      logger,
    });
    const { LISTEN_HOST: host, OPS_PORT: port } = config;
    const opsServer = await startOpsServer({ host, port, health, metrics, logger });
    health.setAccepting(true);

    stop.add('refuse', () => health.setAccepting(false));
    stop.add('app', () => app.stop());
    stop.add('nats', () => natsConnection.drain());
    stop.add('redis', () => redis.close());
    stop.add('ops', () => opsServer.stop());
    stop.add('tracing', () => tracing.stop());
    return {
      logger,
      endpoints: { ops: `http://${host}:${opsServer.port}`, nats: config.NATS_URL, redis: config.REDIS_URL },
    };
  },
});
