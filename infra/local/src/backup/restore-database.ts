import { dirname, join } from 'node:path';
import { runCommand, StartError } from '@kcs/private-servers';
import { ERASED_USERS_FILE_NAME } from './back-up-database.ts';
import {
  type DatabaseTarget,
  getDatabaseName,
  runDatabaseProgram,
  runSql,
  selectDatabase,
} from './database-programs.ts';

interface RestoreOptions {
  readonly dumpPath: string;
  /** The folder of chat-api's programs `migrate.js` and `erase-users.js`. */
  readonly programs: string;
  /** The URL with which chat-api connects to the database, if it is not the owner of the tables. */
  readonly serviceUrl?: string | undefined;
}

/**
 * Replaces the database with the content of a dump and returns the name under which the former database is kept. The
 * dump is restored into a second database, which is migrated, and in which the users in the file of erased
 * users are erased again. Only then is it renamed to take the place of the former database, so no service
 * ever sees an erased user again. If a step fails, the former database stays in place.
 *
 * Throws a StartError if a service is still connected to the database.
 */
export async function restoreDatabase(
  target: DatabaseTarget,
  { dumpPath, programs, serviceUrl }: RestoreOptions,
): Promise<string | undefined> {
  const name = getDatabaseName(target);
  const restoringName = `${name}_restoring`;
  const maintenance = selectDatabase(target, 'postgres');
  const restoring = selectDatabase(target, restoringName);
  const [exists] = await runSql(maintenance, `SELECT 1 FROM pg_database WHERE datname = ${quoteText(name)}`);
  if (exists) await refuseConnectedServices(maintenance, name);
  await runSql(maintenance, `DROP DATABASE IF EXISTS ${quoteName(restoringName)} WITH (FORCE)`);
  await runSql(maintenance, `CREATE DATABASE ${quoteName(restoringName)}`);
  await runDatabaseProgram(restoring, 'pg_restore', [
    '--no-owner',
    '--no-privileges',
    '--exit-on-error',
    dumpPath,
  ]);
  const runProgram = (program: string, args: readonly string[], env: Record<string, string>) =>
    runCommand(process.execPath, [join(programs, program), ...args], {
      env: { PATH: process.env.PATH ?? '', ...env },
      signal: target.signal,
    });
  await runProgram('migrate.js', [], {
    MIGRATION_DATABASE_URL: restoring.url,
    ...(serviceUrl !== undefined && { DATABASE_URL: serviceUrl }),
  });
  const erasedUsersPath = join(dirname(dumpPath), ERASED_USERS_FILE_NAME);
  await runProgram('erase-users.js', [erasedUsersPath], { DATABASE_URL: restoring.url });
  const formerName = `${name}_before_${new Date().toISOString().replace(/\D/g, '')}`;
  if (exists) {
    await refuseConnectedServices(maintenance, name);
    await runSql(maintenance, `ALTER DATABASE ${quoteName(name)} RENAME TO ${quoteName(formerName)}`);
  }
  await runSql(maintenance, `ALTER DATABASE ${quoteName(restoringName)} RENAME TO ${quoteName(name)}`);
  return exists ? formerName : undefined;
}

async function refuseConnectedServices(maintenance: DatabaseTarget, name: string): Promise<void> {
  const connected = await runSql(
    maintenance,
    `SELECT DISTINCT application_name FROM pg_stat_activity WHERE datname = ${quoteText(name)}`,
  );
  if (connected.length === 0) return;
  throw new StartError(
    `The database ${name} is in use by ${connected.join(', ')}`,
    'Stop all services that use the database, and restore again.',
  );
}

const quoteName = (name: string): string => `"${name.replaceAll('"', '""')}"`;
const quoteText = (text: string): string => `'${text.replaceAll("'", "''")}'`;
