import { type PrivateServer, startPostgres } from '@kcs/private-servers';

let own: Promise<PrivateServer> | undefined;
let users = 0;

/**
 * Returns the PostgreSQL cluster of this test run: the one in `KCS_TEST_POSTGRES_URL`, which `npm test` starts once
 * for all files. Without that variable, this process starts its own for the first caller, and stops it when every
 * caller has called `release`.
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
