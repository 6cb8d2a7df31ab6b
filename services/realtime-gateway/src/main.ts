import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import {
  connectNats,
  createConnectionErrorCounter,
  createLogger,
  createMetrics,
  Health,
  resolveInstanceId,
  runService,
  sleep,
  startOpsServer,
  startTracing,
} from '@kcs/service-kit';
import { createGateway } from './app.ts';
import { readConfig } from './config.ts';
import type { Gateway } from './gateway.ts';

const SERVICE_NAME = 'realtime-gateway';
/** Maximum duration of a shutdown, not counting `DRAIN_NOTICE_MS` and `DRAIN_MS`. */
const STOP_TIMEOUT_MS = 12_000;

runService({
  name: SERVICE_NAME,
  config: () => readConfig(),
  stopWithinMs: ({ DRAIN_NOTICE_MS, DRAIN_MS }) => DRAIN_NOTICE_MS + DRAIN_MS + STOP_TIMEOUT_MS,
  start: async (stop, config) => {
    const instanceId = resolveInstanceId(SERVICE_NAME, config);
    const logger = createLogger({ service: SERVICE_NAME, instanceId, level: config.LOG_LEVEL });
    const tracing = await startTracing({ service: SERVICE_NAME, instanceId, config, logger });
    const metrics = createMetrics({ service: SERVICE_NAME, instanceId });
    const countConnectionError = createConnectionErrorCounter(metrics, ['nats']);
    const health = new Health();
    let gateway: Gateway | undefined;

    const natsConnection = await connectNats({
      url: config.NATS_URL,
      creds: config.NATS_CREDS,
      ca: config.NATS_CA,
      service: SERVICE_NAME,
      name: instanceId,
      logger,
      onInterrupted: (why) => {
        if (why === 'disconnect') countConnectionError('nats');
        gateway?.interrupted(why);
      },
    });
    gateway = await createGateway({ config, instanceId, nc: natsConnection, metrics, logger });
    const { http, stopSteps } = gateway;
    health.dependency('nats', () => natsConnection.flush());
    health.dependency('chat-api', () => gateway.checkChatApi());
    health.dependency('redis-path', () => gateway.checkRedisPath());
    health.dependency('room-events', () => gateway.checkConsumer());
    health.dependency('clock', () => gateway.checkClock());
    const { LISTEN_HOST: host, OPS_PORT: opsPort } = config;
    const opsServer = await startOpsServer({ host, port: opsPort, health, metrics, logger });
    gateway.start();
    await gateway.openForwarding();
    http.listen(config.LISTEN_PORT, host);
    await once(http, 'listening');
    health.setAccepting(true);

    stop.add('mark as not ready', () => health.setAccepting(false));
    stop.add(
      'wait for the load balancer',
      () => sleep(config.DRAIN_NOTICE_MS),
      config.DRAIN_NOTICE_MS + 1_000,
    );
    for (const [name, step] of stopSteps) stop.add(name, step, config.DRAIN_MS + 5_000);
    stop.add('close NATS connection', () => natsConnection.drain());
    stop.add('close ops server', () => opsServer.stop());
    stop.add('send the last spans', () => tracing.stop());
    const { port } = http.address() as AddressInfo;
    return {
      logger,
      endpoints: {
        sockets: `http://${host}:${port}`,
        ops: `http://${host}:${opsServer.port}`,
        nats: config.NATS_URL,
        redis: config.REDIS_URL,
      },
    };
  },
});
