import { type PrivateServer, startPostgres } from '@kcs/private-servers';

let startedCluster: Promise<PrivateServer> | undefined;
let holderCount = 0;

/**
 * Returns the PostgreSQL cluster that all tests of this run share. `npm test` starts this cluster and passes its URL in
 * `KCS_TEST_POSTGRES_URL`. If that variable is unset, the first caller starts a cluster for the current process. That
 * cluster stops when every caller has called `release`.
 */
export async function acquireSharedPostgres(): Promise<{ url: string; release: () => Promise<void> }> {
  const configuredUrl = process.env.KCS_TEST_POSTGRES_URL;
  if (configuredUrl) return { url: configuredUrl, release: async () => undefined };
  holderCount += 1;
  startedCluster ??= startPostgres();
  const cluster = startedCluster;
  const release = async () => {
    holderCount -= 1;
    if (holderCount > 0) return;
    startedCluster = undefined;
    await (await cluster).stop();
  };
  return { url: (await cluster).url, release };
}
