import { startTestNats, startTestRedis, type TestServer } from '@kcs/testkit';
import type { Test } from 'tap';
import { startGateway, type TestGateway } from './gateway.ts';
import { type ServicesStandIn, startServicesStandIn } from './services-stand-in.ts';

/** A NATS server with JetStream and a Redis server for one test. */
export interface Servers {
  readonly nats: TestServer;
  readonly redis: TestServer;
}

interface World {
  readonly servers: Servers;
  readonly api: ServicesStandIn;
  readonly gateways: readonly [TestGateway, TestGateway];
}

export async function startServers(t: Test): Promise<Servers> {
  const [nats, redis] = await Promise.all([startTestNats(t), startTestRedis(t)]);
  return { nats, redis };
}

/** Starts servers, the stand-in for the other services, and two gateways for one test. */
export async function startWorld(t: Test, env: Record<string, string> = {}): Promise<World> {
  const servers = await startServers(t);
  const api = await startServicesStandIn(t, servers.nats.url);
  const gateways = await Promise.all([startGateway(t, servers, env), startGateway(t, servers, env)]);
  return { servers, api, gateways };
}
