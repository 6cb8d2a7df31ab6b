import { startPostgres } from '@kcs/private-servers';
import type { TestContext } from '../../src/index.ts';

/** One cluster for all systems of a file, and none of the templates of other files in it. */
export const oneCluster = async (t: Pick<TestContext, 'teardown'>): Promise<string> => {
  const cluster = await startPostgres();
  process.env.KCS_TEST_POSTGRES_URL = cluster.url;
  t.teardown(() => cluster.stop());
  return cluster.url;
};
