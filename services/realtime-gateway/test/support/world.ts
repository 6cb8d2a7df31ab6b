import type { Test } from 'tap';
import { startGateway, type TestGateway } from './gateway.ts';
import { type Servers, startServers } from './servers.ts';
import { type StandIn, startStandIn } from './stand-in.ts';

export interface World {
  readonly servers: Servers;
  readonly api: StandIn;
  readonly gateways: readonly [TestGateway, TestGateway];
}

/** Servers, the stand-in and two gateways, for a test of its own. */
export async function startWorld(t: Test, env: Record<string, string> = {}): Promise<World> {
  const servers = await startServers(t);
  const api = await startStandIn(t, servers.nats.url);
  const gateways = await Promise.all([startGateway(t, servers, env), startGateway(t, servers, env)]);
  return { servers, api, gateways };
}
