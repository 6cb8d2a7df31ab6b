import { startPostgres } from '@kcs/private-servers';
import { TestServer } from './test-server.ts';

/**
 * Starts a PostgreSQL server that a test may kill. It keeps every acknowledged commit because `synchronous_commit` is
 * on. The shared cluster turns it off for speed: after a `kill -9`, lost commits there would look like a bug of ours.
 */
export function startDurablePostgres(): Promise<TestServer> {
  return TestServer.start('postgres', (place) => startPostgres({ ...place, durable: true }));
}
