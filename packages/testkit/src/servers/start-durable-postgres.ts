import { startPostgres } from '@kcs/private-servers';
import { TestServer } from './test-server.ts';

/**
 * A PostgreSQL to be killed. Unlike the fast shared one it keeps what it acknowledged: without `synchronous_commit` a
 * `kill -9` loses commits, and a test would take that for a fault of ours.
 */
export const startDurablePostgres = (): Promise<TestServer> =>
  TestServer.start('postgres', (options) => startPostgres({ ...options, durable: true }));
