import { join } from 'node:path';
import { runCommand } from '@kcs/private-servers';

/** A database, and the programs of PostgreSQL that work on it. */
export interface DatabaseTarget {
  /** The URL for the owner of the tables. */
  readonly url: string;
  /** The folder of `pg_dump`, `pg_restore`, and `psql`. */
  readonly binaries: string;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Runs a program of PostgreSQL on the database and returns the lines of its output. The password is passed in the
 * environment, because every user of the machine can read the arguments of a process.
 */
export async function runDatabaseProgram(
  { url, binaries, signal }: DatabaseTarget,
  program: 'pg_dump' | 'pg_restore' | 'psql',
  args: readonly string[],
): Promise<string[]> {
  const lines: string[] = [];
  const databaseUrl = new URL(url);
  const password = decodeURIComponent(databaseUrl.password);
  databaseUrl.password = '';
  await runCommand(join(binaries, program), [`--dbname=${databaseUrl.href}`, ...args], {
    env: { PATH: process.env.PATH ?? '', LC_ALL: 'C', PGPASSWORD: password },
    cwd: process.cwd(),
    signal,
    onLine: (line) => lines.push(line),
  });
  return lines;
}

/** Runs one SQL statement outside of a transaction and returns the rows as text. */
export function runSql(target: DatabaseTarget, sql: string): Promise<string[]> {
  const quietly = ['--no-psqlrc', '--quiet', '--tuples-only', '--no-align', '--set=ON_ERROR_STOP=1'];
  return runDatabaseProgram(target, 'psql', [...quietly, `--command=${sql}`]);
}

/** Returns the same target with another database of the same server. */
export function selectDatabase(target: DatabaseTarget, name: string): DatabaseTarget {
  const url = new URL(target.url);
  url.pathname = `/${name}`;
  return { ...target, url: url.href };
}

export const getDatabaseName = ({ url }: DatabaseTarget): string =>
  decodeURIComponent(new URL(url).pathname.slice(1));
