import type { TestContext, TestSystem } from '@kcs/testkit';
import { CrowdClient } from '../load/crowd-client.ts';
import { runInFlight } from '../load/in-flight.ts';
import { type CrowdScale, fillCrowd, type GeneratedCrowd } from '../school/fill-crowd.ts';

/** A generated crowd with one tab for each member. No tab is connected yet. */
export interface Crowd extends GeneratedCrowd {
  readonly clients: readonly CrowdClient[];
}

const MAX_CONCURRENT_CONNECTS = 32;

/** Stores a crowd in the database of a running system, and issues a token for each member. */
export async function createCrowd(t: TestContext, system: TestSystem, scale: CrowdScale): Promise<Crowd> {
  const generated = await fillCrowd(system.database.url, scale);
  const clients = await Promise.all(
    generated.members.map(async (member, n) =>
      createTab(t, system, { member, token: await system.issueToken(member), gateway: n }),
    ),
  );
  return { ...generated, clients };
}

/**
 * Returns a tab that connects to the gateway with the index `gateway`. Each further connection attempt uses the next
 * gateway.
 */
export function createTab(
  t: TestContext,
  system: TestSystem,
  {
    gateway,
    ...identity
  }: Pick<ConstructorParameters<typeof CrowdClient>[0], 'member' | 'token'> & { readonly gateway: number },
): CrowdClient {
  let attempt = gateway;
  const chooseGatewayUrl = () => {
    const url = system.gateways[attempt % system.gateways.length]?.url as string;
    attempt += 1;
    return url;
  };
  const client = new CrowdClient({ ...identity, chooseGatewayUrl });
  t.teardown(() => client.disconnect());
  return client;
}

/** Connects the clients, a few at a time. */
export function connectAll(clients: readonly CrowdClient[], signal: AbortSignal): Promise<void> {
  return runInFlight(clients.length, MAX_CONCURRENT_CONNECTS, async (n) => clients[n - 1]?.connect(), signal);
}
