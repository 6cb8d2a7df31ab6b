import { startPostgres } from '@kcs/private-servers';
import { TestServer } from './test-server.ts';

/**
 * Starts a PostgreSQL server that a test may kill. `synchronous_commit` is on, so the server keeps every acknowledged
 * commit. The cluster that most tests share turns `synchronous_commit` off for speed and could lose commits after a
 * `kill -9`.
 */
export function startDurablePostgres(): Promise<TestServer> {
  return TestServer.start('postgres', (place) => startPostgres({ ...place, durable: true }));
}

/** Starts a durable PostgreSQL server that follows the given primary server until it is promoted. */
export function startStandbyPostgres(primary: TestServer): Promise<TestServer> {
  return TestServer.start('standby', (place) =>
    startPostgres({ ...place, durable: true, standbyOf: primary.url }),
  );
}
