import type { Test } from 'tap';
import { createDatabase, type Database } from '../../../src/database/database.ts';

/** Opens a database as chat-api does, and closes it at the end of the test. */
export function openDatabase(t: Test, url: string): Database {
  const db = createDatabase({ url });
  t.teardown(() => db.close());
  return db;
}
