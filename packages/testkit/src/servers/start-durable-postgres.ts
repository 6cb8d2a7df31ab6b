import { startPostgres } from '@kcs/private-servers';
import { TestServer } from './test-server.ts';

/**
 * Starts a PostgreSQL that a test may kill. Unlike the fast shared cluster, it keeps every commit that it
 * acknowledged. Without `synchronous_commit`, a `kill -9` loses commits, and the test would report that loss as ours.
 */
export function startDurablePostgres(): Promise<TestServer> {
  return TestServer.start('postgres', (place) => startPostgres({ ...place, durable: true }));
}
