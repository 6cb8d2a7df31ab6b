import { join } from 'node:path';
import { runCommand } from '@kcs/private-servers';
import { hasSeveralHosts, parseDatabaseUrl } from './database-url.ts';

/** A database, and the programs of PostgreSQL that work on it. */
export interface DatabaseTarget {
  /** The URL for the owner of the tables. May have several hosts. The programs then use the one that takes writes. */
  readonly url: string;
  /** The folder of `pg_dump`, `pg_restore`, and `psql`. */
  readonly binaries: string;
  readonly signal?: AbortSignal | undefined;
}

/** How long one host of a URL with several hosts may take to answer, in seconds. */
const CONNECT_TIMEOUT_S = '10';

/**
 * Runs a program of PostgreSQL on the database and returns the lines of its standard output. Warnings go to the standard
 * error and are not returned. The password is passed in the environment, because every user of the machine can read the
 * arguments of a process.
 */
export async function runDatabaseProgram(
  { url, binaries, signal }: DatabaseTarget,
  program: 'pg_dump' | 'pg_restore' | 'psql',
  args: readonly string[],
): Promise<string[]> {
  const lines: string[] = [];
  const { urlWithoutPassword, password } = parseDatabaseUrl(url);
  await runCommand(join(binaries, program), [`--dbname=${urlWithoutPassword}`, ...args], {
    env: {
      PATH: process.env.PATH ?? '',
      LC_ALL: 'C',
      PGPASSWORD: password,
      ...(hasSeveralHosts(url) && {
        PGTARGETSESSIONATTRS: 'read-write',
        PGCONNECT_TIMEOUT: CONNECT_TIMEOUT_S,
      }),
    },
    cwd: process.cwd(),
    signal,
    onLine: (line, output) => {
      if (output === 'stdout') lines.push(line);
    },
  });
  return lines;
}

/** Runs SQL and returns the rows as text. PostgreSQL runs several statements in one transaction. */
export function runSql(target: DatabaseTarget, sql: string): Promise<string[]> {
  const psqlFlags = ['--no-psqlrc', '--quiet', '--tuples-only', '--no-align', '--set=ON_ERROR_STOP=1'];
  return runDatabaseProgram(target, 'psql', [...psqlFlags, `--command=${sql}`]);
}
