import { copyFile, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

const MARK = '# Made by kcs-chat for the time of an installation: nothing is started.';

interface TemporaryFile {
  path: string;
  content: string;
  mode: number;
}

/**
 * Files that keep packages from starting servers. `invoke-rc.d` asks the first file whether it may start a server.
 * Debian's PostgreSQL reads the second file before it creates a cluster.
 */
const FILES: TemporaryFile[] = [
  { path: '/usr/sbin/policy-rc.d', content: `#!/bin/sh\n${MARK}\nexit 101\n`, mode: 0o755 },
  {
    path: '/etc/postgresql-common/createcluster.conf',
    content: `${MARK}\ncreate_main_cluster = false\n`,
    mode: 0o644,
  },
];

/**
 * Runs `work` while Debian starts no server that it installs. Restores the original files afterwards, even if `work`
 * fails, as well as files that a crash left behind.
 */
export async function withoutSystemServers<Result>(work: () => Promise<Result>): Promise<Result> {
  await Promise.all(FILES.map(restore));
  try {
    await Promise.all(FILES.map(replace));
    return await work();
  } finally {
    await Promise.all(FILES.map(restore));
  }
}

async function replace({ path, content, mode }: TemporaryFile): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await ignoreMissing(copyFile(path, backupPath(path)));
  await writeFile(path, content, { mode });
}

async function restore({ path }: TemporaryFile): Promise<void> {
  const current = await ignoreMissing(readFile(path, 'utf8'));
  if (!current?.includes(MARK)) return;
  // Restores the original file. If there was none, but a package tried to install the file in the meantime, Debian
  // has saved the package's version as `.ucf-dist`.
  for (const original of [backupPath(path), `${path}.ucf-dist`]) {
    if (await ignoreMissing(rename(original, path).then(() => true))) return;
  }
  await rm(path, { force: true });
}

function backupPath(path: string): string {
  return `${path}.before-kcs-chat`;
}

/** Returns undefined if the file does not exist. */
async function ignoreMissing<Result>(attempt: Promise<Result>): Promise<Result | undefined> {
  try {
    return await attempt;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
