import { type PrivateServer, startPostgres } from '@kcs/private-servers';

let sharedClusterPromise: Promise<PrivateServer> | undefined;
let clusterUserCount = 0;

/**
 * Returns the PostgreSQL cluster that all tests of this run share. `npm test` starts this cluster and passes its URL in
 * `KCS_TEST_POSTGRES_URL`. If that variable is unset, the first caller starts a cluster for the current process. That
 * cluster stops when every caller has called `releaseCluster`.
 */
export async function acquireSharedPostgres(): Promise<{ url: string; release: () => Promise<void> }> {
  const configuredUrl = process.env.KCS_TEST_POSTGRES_URL;
  if (configuredUrl) return { url: configuredUrl, release: async () => undefined };
  clusterUserCount += 1;
  sharedClusterPromise ??= startPostgres();
  const clusterPromise = sharedClusterPromise;
  const releaseCluster = async () => {
    clusterUserCount -= 1;
    if (clusterUserCount > 0) return;
    sharedClusterPromise = undefined;
    await (await clusterPromise).stop();
  };
  return { url: (await clusterPromise).url, release: releaseCluster };
}
