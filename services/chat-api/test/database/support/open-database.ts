import type { Test } from 'tap';
import { createDatabase, type Database } from '../../../src/database/database.ts';

/** Connects to a database with the settings of chat-api. The connections are closed when the test ends. */
export function openDatabase(t: Test, url: string): Database {
  const db = createDatabase({ url });
  t.teardown(() => db.close());
  return db;
}
