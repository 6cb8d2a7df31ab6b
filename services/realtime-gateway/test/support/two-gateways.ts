import type { Test } from 'tap';
import { startGateway, type TestGateway } from './gateway.ts';
import { type NatsAndRedisServers, startNatsAndRedis } from './servers.ts';
import { type ServicesStandIn, startServicesStandIn } from './services-stand-in.ts';

interface TwoGateways {
  readonly servers: NatsAndRedisServers;
  readonly api: ServicesStandIn;
  readonly gateways: readonly [TestGateway, TestGateway];
}

/** Starts servers, a stand-in for the other services, and two gateways for one test. */
export async function startTwoGateways(t: Test, env: Record<string, string> = {}): Promise<TwoGateways> {
  const natsAndRedis = await startNatsAndRedis(t);
  const servicesStandIn = await startServicesStandIn(t, natsAndRedis.nats);
  const testGateways = await Promise.all([
    startGateway(t, natsAndRedis, env),
    startGateway(t, natsAndRedis, env),
  ]);
  return { servers: natsAndRedis, api: servicesStandIn, gateways: testGateways };
}
