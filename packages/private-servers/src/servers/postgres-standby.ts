import { existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { runCommand } from '../process/run-command.ts';
import { createServerEnvironment } from '../process/server-environment.ts';
import type { UnixUser } from './postgres-user.ts';

interface StandbyOptions {
  /** The URL of the primary server. Its password is also the standby server's password. */
  primaryUrl: string;
  dir: string;
  data: string;
  binaries: string;
  user: UnixUser | undefined;
  signal: AbortSignal | undefined;
}

/**
 * Copies the data of the primary server unless the standby server already has data. The standby server then follows the
 * primary server until it is promoted.
 */
export async function ensureStandbyData(options: StandbyOptions): Promise<void> {
  const { primaryUrl, dir, data, binaries, user, signal } = options;
  if (existsSync(join(data, 'PG_VERSION'))) return;
  const unfinishedDataFolder = join(dir, 'data.unfinished');
  await rm(unfinishedDataFolder, { recursive: true, force: true });
  const { hostname, port, username, password } = new URL(primaryUrl);
  await runCommand(
    join(binaries, 'pg_basebackup'),
    [
      ...['-h', hostname, '-p', port, '-U', username, '-D', unfinishedDataFolder],
      ...['--write-recovery-conf', '--wal-method=stream', '--checkpoint=fast', '--no-sync'],
    ],
    { env: { ...createServerEnvironment(), PGPASSWORD: password }, cwd: dir, user, signal },
  );
  await rename(unfinishedDataFolder, data);
}
