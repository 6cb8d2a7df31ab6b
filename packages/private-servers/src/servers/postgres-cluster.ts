import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chown, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runCommand } from '../process/run-command.ts';
import { createServerEnvironment } from '../process/server-environment.ts';
import type { UnixUser } from './postgres-user.ts';

/** Returns the password of the cluster. The first call creates the password and writes it to a file beside the data. */
export async function ensureClusterPassword(dir: string, user: UnixUser | undefined): Promise<string> {
  const passwordPath = join(dir, 'password');
  if (!existsSync(passwordPath)) {
    await writeFile(passwordPath, randomBytes(18).toString('hex'), { mode: 0o600 });
    if (user) await chown(passwordPath, user.uid, user.gid);
  }
  return (await readFile(passwordPath, 'utf8')).trim();
}

interface PostgresClusterOptions {
  dir: string;
  data: string;
  binaries: string;
  user: UnixUser | undefined;
  durable: boolean;
  signal: AbortSignal | undefined;
}

/**
 * Runs `initdb` unless the cluster exists. Builds the cluster in a temporary folder and renames that folder at the end,
 * so that a crash never leaves an incomplete cluster.
 */
export async function ensurePostgresCluster(options: PostgresClusterOptions): Promise<void> {
  const { dir, data, binaries, user, durable, signal } = options;
  if (existsSync(join(data, 'PG_VERSION'))) return;
  const unfinishedDataFolder = join(dir, 'data.unfinished');
  await rm(unfinishedDataFolder, { recursive: true, force: true });
  await runCommand(
    join(binaries, 'initdb'),
    [
      ...[
        '-D',
        unfinishedDataFolder,
        '--username=kcs',
        `--pwfile=${join(dir, 'password')}`,
        '--auth=scram-sha-256',
      ],
      // These UTF-8 locales handle upper and lower case in every alphabet, whatever language the machine uses.
      ...['--encoding=UTF8', `--locale=${process.platform === 'darwin' ? 'en_US.UTF-8' : 'C.UTF-8'}`],
      ...(durable ? [] : ['--no-sync']),
    ],
    { env: createServerEnvironment(), cwd: dir, user, signal },
  );
  await rename(unfinishedDataFolder, data);
}
