import { startPostgres } from '@kcs/private-servers';
import type { TestContext } from '../../src/index.ts';

/**
 * Starts one PostgreSQL cluster for all systems in a test file. The cluster contains no template databases of other
 * test files.
 */
export const startClusterForTestFile = async (t: Pick<TestContext, 'teardown'>): Promise<string> => {
  const cluster = await startPostgres();
  process.env.KCS_TEST_POSTGRES_URL = cluster.url;
  t.teardown(() => cluster.stop());
  return cluster.url;
};
