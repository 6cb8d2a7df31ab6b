import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { runCommand, StartError } from '@kcs/private-servers';
import { type DatabaseTarget, runDatabaseProgram, runSql } from './database-programs.ts';
import { parseDatabaseUrl, replaceDatabaseName } from './database-url.ts';
import { ERASED_USERS_FILE_NAME, queryErasedUsers, readErasedUsersFile } from './erased-users.ts';

interface RestoreOptions {
  readonly dumpPath: string;
  /** The folder of chat-api's programs `migrate.js` and `erase-users.js`. */
  readonly programs: string;
  /** The URL with which chat-api connects to the database, if it is not the owner of the tables. */
  readonly serviceUrl?: string | undefined;
  /** The file to which chat-api appends the ids of erased users. The file beside the dump may be an older copy. */
  readonly erasedUsersPath: string;
}

interface RestoreResult {
  /** The name under which the former database is kept. Undefined if there was none. */
  readonly formerName: string | undefined;
  /** Whether the system's file of erased users or the one beside the dump exists. */
  readonly foundErasedUsersFile: boolean;
}

/**
 * Replaces the database with the content of a dump. The dump is restored into a second database, which is migrated, and
 * in which erased users are erased again: those in the two files, and those whose erasure the former database knows. Only
 * then is it renamed to take the place of the former database, so no service ever sees an erased user again. If a step
 * fails, the former database stays in place, and the second one is dropped, because it may contain erased users.
 *
 * Throws a StartError if a service is still connected to the database, or if the dump is not one of KCS Chat.
 */
export async function restoreDatabase(
  target: DatabaseTarget,
  options: RestoreOptions,
): Promise<RestoreResult> {
  const { databaseName: name } = parseDatabaseUrl(target.url);
  const restoringName = `${name}_restoring`;
  const maintenance = { ...target, url: replaceDatabaseName(target.url, 'postgres') };
  const restoring = { ...target, url: replaceDatabaseName(target.url, restoringName) };
  const [exists] = await runSql(maintenance, `SELECT 1 FROM pg_database WHERE datname = ${quoteText(name)}`);
  if (exists) await refuseConnectedServices(maintenance, name);
  const erasedUsersPaths = [options.erasedUsersPath, join(dirname(options.dumpPath), ERASED_USERS_FILE_NAME)];
  const erasedIds = [
    ...erasedUsersPaths.flatMap(readErasedUsersFile),
    ...(exists ? await queryErasedUsers(target) : []),
  ];
  const dropRestoring = `DROP DATABASE IF EXISTS ${quoteName(restoringName)} WITH (FORCE)`;
  await runSql(maintenance, dropRestoring);
  await runSql(maintenance, `CREATE DATABASE ${quoteName(restoringName)}`);
  try {
    await fillDatabase(restoring, options, erasedIds);
    const formerName = `${name}_before_${new Date().toISOString().replace(/\D/g, '')}`;
    if (exists) await refuseConnectedServices(maintenance, name);
    const renames = [...(exists ? [[name, formerName] as const] : []), [restoringName, name] as const].map(
      ([from, to]) => `ALTER DATABASE ${quoteName(from)} RENAME TO ${quoteName(to)}`,
    );
    await runSql(maintenance, renames.join('; '));
    return {
      formerName: exists ? formerName : undefined,
      foundErasedUsersFile: erasedUsersPaths.some((path) => existsSync(path)),
    };
  } catch (error) {
    // After a signal, no program runs any more. The next restore then drops the database.
    if (!target.signal?.aborted) await runSql(maintenance, dropRestoring);
    throw error;
  }
}

/** Restores the dump into an empty database, migrates it, and erases users again. */
async function fillDatabase(
  restoring: DatabaseTarget,
  { dumpPath, programs, serviceUrl }: RestoreOptions,
  erasedIds: readonly string[],
): Promise<void> {
  const restoreFlags = ['--no-owner', '--no-privileges', '--exit-on-error'];
  await runDatabaseProgram(restoring, 'pg_restore', [...restoreFlags, dumpPath]);
  const [messagesTable] = await runSql(restoring, "SELECT to_regclass('public.messages')");
  if (!messagesTable) {
    throw new StartError(
      `${dumpPath} contains no database of KCS Chat`,
      'Name a file that npm run backup has written.',
    );
  }
  const runProgram = (program: string, args: readonly string[], env: Record<string, string>) =>
    runCommand(process.execPath, [join(programs, program), ...args], {
      env: { PATH: process.env.PATH ?? '', ...env },
      signal: restoring.signal,
    });
  await runProgram('migrate.js', [], {
    MIGRATION_DATABASE_URL: restoring.url,
    ...(serviceUrl !== undefined && { DATABASE_URL: serviceUrl }),
  });
  await withTemporaryFile(`${[...new Set(erasedIds)].join('\n')}\n`, (path) =>
    runProgram('erase-users.js', [path], { DATABASE_URL: restoring.url }),
  );
}

/** Runs `work` with the path of a file that only the current user can read. */
async function withTemporaryFile(text: string, work: (path: string) => Promise<unknown>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'kcs-restore-'));
  try {
    const path = join(folder, ERASED_USERS_FILE_NAME);
    writeFileSync(path, text);
    await work(path);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function refuseConnectedServices(maintenance: DatabaseTarget, name: string): Promise<void> {
  const connected = await runSql(
    maintenance,
    `SELECT DISTINCT COALESCE(NULLIF(application_name, ''), 'a program without a name') FROM pg_stat_activity
      WHERE datname = ${quoteText(name)} AND backend_type = 'client backend'`,
  );
  if (connected.length === 0) return;
  throw new StartError(
    `The database ${name} is in use by ${connected.join(', ')}`,
    'Stop all services that use the database, and restore again.',
  );
}

const quoteName = (name: string): string => `"${name.replaceAll('"', '""')}"`;
const quoteText = (text: string): string => `'${text.replaceAll("'", "''")}'`;
