import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { connectNats, createLogger, createMetrics } from '@kcs/service-kit';
import type { TestRedis } from '@kcs/testkit';
import type { Test } from 'tap';
import { createGateway } from '../../src/app.ts';
import { readConfig } from '../../src/config.ts';
import type { Gateway } from '../../src/gateway.ts';
import type { NatsAndRedisServers } from './servers.ts';

export interface TestGateway {
  readonly url: string;
  readonly gateway: Gateway;
  /** Returns the value of the metric `kcs_gateway_<name>`, summed over its labels. */
  metric(name: string): Promise<number>;
  stop(): Promise<void>;
}

const SERVICE_NAME = 'realtime-gateway';
let startedGatewayCount = 0;

/** Starts a gateway inside the test process and stops it at the end of the test. */
export async function startGateway(
  t: Test,
  { nats, redis }: Pick<NatsAndRedisServers, 'nats'> & { readonly redis: Pick<TestRedis, 'envOf'> },
  env: Record<string, string> = {},
): Promise<TestGateway> {
  startedGatewayCount += 1;
  const instanceId = `gateway-${startedGatewayCount}`;
  const config = readConfig({
    ...nats.envOf(SERVICE_NAME),
    ...redis.envOf(SERVICE_NAME),
    DRAIN_MS: '50',
    DRAIN_NOTICE_MS: '0',
    ...env,
  });
  const logger = createLogger({
    service: 'gateway',
    instanceId,
    level: process.env.TEST_LOG_LEVEL ?? 'silent',
  });
  const metrics = createMetrics({ service: 'gateway', instanceId });
  let gateway: Gateway | undefined;
  const natsConnection = await connectNats({
    url: config.NATS_URL,
    creds: config.NATS_CREDS,
    service: SERVICE_NAME,
    name: instanceId,
    logger,
    onInterrupted: (why) => gateway?.interrupted(why),
  });
  gateway = await createGateway({ config, instanceId, nc: natsConnection, metrics, logger });
  const { http, stopSteps } = gateway;
  gateway.start();
  await gateway.checkChatApi();
  await gateway.openForwarding();
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');

  let pendingStop: Promise<void> | undefined;
  const stopGateway = () => {
    pendingStop ??= (async () => {
      for (const [, step] of stopSteps) await step().catch(() => {});
      await natsConnection.close();
    })();
    return pendingStop;
  };
  t.teardown(stopGateway);
  return {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    gateway,
    stop: stopGateway,
    async metric(name) {
      const metricValues = await metrics.getSingleMetric(`kcs_gateway_${name}`)?.get();
      return (metricValues?.values ?? []).reduce((sum, { value }) => sum + value, 0);
    },
  };
}
