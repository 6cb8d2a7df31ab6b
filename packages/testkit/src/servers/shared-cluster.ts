import { type PrivateServer, startPostgres } from '@kcs/private-servers';

let own: Promise<PrivateServer> | undefined;
let users = 0;

/**
 * Returns the PostgreSQL cluster that this test run shares. `npm test` starts one for all files and passes its URL in
 * `KCS_TEST_POSTGRES_URL`. Without that variable, the first caller starts a cluster for the current process. It stops
 * when every caller has called `release`.
 */
export async function sharedCluster(): Promise<{ url: string; release: () => Promise<void> }> {
  const given = process.env.KCS_TEST_POSTGRES_URL;
  if (given) return { url: given, release: async () => undefined };
  users += 1;
  own ??= startPostgres();
  const server = own;
  const release = async () => {
    users -= 1;
    if (users > 0) return;
    own = undefined;
    await (await server).stop();
  };
  return { url: (await server).url, release };
}
