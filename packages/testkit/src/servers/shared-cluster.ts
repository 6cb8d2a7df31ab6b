import { type PrivateServer, startPostgres } from '@kcs/private-servers';

let own: Promise<PrivateServer> | undefined;
let users = 0;

/**
 * The PostgreSQL cluster of this run: that of KCS_TEST_POSTGRES_URL, which `npm test` starts once for all files, else
 * one of this process, started for the first who asks and ended after the last. `release` says that one is done.
 */
export const sharedCluster = async (): Promise<{ url: string; release: () => Promise<void> }> => {
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
};
