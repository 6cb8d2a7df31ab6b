import { copyFile, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

const MARKER_LINE = '# Created by kcs-chat. Prevents servers from starting while packages are installed.';

interface TemporaryFile {
  path: string;
  content: string;
  mode: number;
}

/**
 * Temporary files that stop Debian packages from starting servers. `invoke-rc.d` asks `policy-rc.d` for permission
 * before it starts a server. PostgreSQL's package reads `createcluster.conf` before it creates a cluster.
 */
const SERVER_BLOCKING_FILES: TemporaryFile[] = [
  { path: '/usr/sbin/policy-rc.d', content: `#!/bin/sh\n${MARKER_LINE}\nexit 101\n`, mode: 0o755 },
  {
    path: '/etc/postgresql-common/createcluster.conf',
    content: `${MARKER_LINE}\ncreate_main_cluster = false\n`,
    mode: 0o644,
  },
];

/**
 * Runs `work`. Meanwhile, temporary files keep the Debian packages that `work` installs from starting servers.
 * Afterward, restores the files that the temporary files replaced, even if `work` fails. If an earlier run crashed,
 * first restores the files that it had replaced.
 */
export async function runWithoutSystemServers<Result>(work: () => Promise<Result>): Promise<Result> {
  await Promise.all(SERVER_BLOCKING_FILES.map(restoreFile));
  try {
    await Promise.all(SERVER_BLOCKING_FILES.map(replaceFile));
    return await work();
  } finally {
    await Promise.all(SERVER_BLOCKING_FILES.map(restoreFile));
  }
}

async function replaceFile({ path, content, mode }: TemporaryFile): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await ignoreMissingFile(copyFile(path, formatBackupPath(path)));
  await writeFile(path, content, { mode });
}

async function restoreFile({ path }: TemporaryFile): Promise<void> {
  const currentContent = await ignoreMissingFile(readFile(path, 'utf8'));
  if (!currentContent?.includes(MARKER_LINE)) return;
  // Restore the backup of the original file. Without a backup, use `.ucf-dist`: Debian saved the file under this name if
  // a package tried to install it during `work`.
  for (const original of [formatBackupPath(path), `${path}.ucf-dist`]) {
    if (await ignoreMissingFile(rename(original, path).then(() => true))) return;
  }
  await rm(path, { force: true });
}

function formatBackupPath(path: string): string {
  return `${path}.before-kcs-chat`;
}

/** Returns the result of `attempt`, or undefined if it fails because the file does not exist. */
async function ignoreMissingFile<Result>(attempt: Promise<Result>): Promise<Result | undefined> {
  try {
    return await attempt;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
