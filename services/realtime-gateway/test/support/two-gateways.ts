import type { Test } from 'tap';
import { startGateway, type TestGateway } from './gateway.ts';
import { type Servers, startServers } from './servers.ts';
import { type ServicesStandIn, startServicesStandIn } from './services-stand-in.ts';

interface TwoGateways {
  readonly servers: Servers;
  readonly api: ServicesStandIn;
  readonly gateways: readonly [TestGateway, TestGateway];
}

/** Starts servers, a stand-in for the other services, and two gateways for one test. */
export async function startTwoGateways(t: Test, env: Record<string, string> = {}): Promise<TwoGateways> {
  const servers = await startServers(t);
  const api = await startServicesStandIn(t, servers.nats);
  const gateways = await Promise.all([startGateway(t, servers, env), startGateway(t, servers, env)]);
  return { servers, api, gateways };
}
