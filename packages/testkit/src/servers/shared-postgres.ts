import { type PrivateServer, startPostgres } from '@kcs/private-servers';

let sharedCluster: Promise<PrivateServer> | undefined;
let clusterHolderCount = 0;

/**
 * Returns the PostgreSQL cluster that all tests of this run share. `npm test` starts this cluster and passes its URL in
 * `KCS_TEST_POSTGRES_URL`. If that variable is unset, the first caller starts a cluster for the current process. That
 * cluster stops when every caller has called `release`.
 */
export async function acquireSharedPostgres(): Promise<{ url: string; release: () => Promise<void> }> {
  const configuredUrl = process.env.KCS_TEST_POSTGRES_URL;
  if (configuredUrl) return { url: configuredUrl, release: async () => undefined };
  clusterHolderCount += 1;
  sharedCluster ??= startPostgres();
  const cluster = sharedCluster;
  const release = async () => {
    clusterHolderCount -= 1;
    if (clusterHolderCount > 0) return;
    sharedCluster = undefined;
    await (await cluster).stop();
  };
  return { url: (await cluster).url, release };
}
