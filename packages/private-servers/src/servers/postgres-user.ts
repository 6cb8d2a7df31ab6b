import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, chownSync, mkdirSync } from 'node:fs';
import { StartError } from '../start-error.ts';

export interface UnixUser {
  uid: number;
  gid: number;
}

/**
 * Returns the system user `postgres` if the current process runs as root. Otherwise returns undefined: PostgreSQL then
 * runs as the current user. Throws a StartError if the process runs as root and the user `postgres` does not exist.
 */
export function findPostgresUser(): UnixUser | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const [uid, gid] = ['-u', '-g'].map((flag) => {
    const { stdout, status } = spawnSync('id', [flag, 'postgres'], { encoding: 'utf8', timeout: 5_000 });
    return status === 0 ? Number(stdout.trim()) : Number.NaN;
  });
  if (uid && gid) return { uid, gid };
  throw new StartError(
    'PostgreSQL refuses to run as root, and there is no user "postgres" to run it as',
    'Add this user (useradd --system postgres), or start as an ordinary user.',
  );
}

/**
 * Creates and returns the folder `wanted`, or another folder if PostgreSQL's user cannot access `wanted`, for example
 * because it is below /root. The result is always the same for the same `wanted`. Throws a StartError if PostgreSQL's
 * user can access none of the folders.
 */
export function createReachableFolder(wanted: string, user: UnixUser | undefined): string {
  if (!user) {
    mkdirSync(wanted, { recursive: true, mode: 0o700 });
    return wanted;
  }
  const folderHash = createHash('sha256').update(wanted).digest('hex').slice(0, 12);
  const candidateFolders = [wanted, `/var/lib/kcs-chat/${folderHash}`, `/tmp/kcs-chat-${folderHash}`];
  const reachableFolder = candidateFolders.find((place) => makeFolderReachable(place, user));
  if (reachableFolder) return reachableFolder;
  throw new StartError(
    `The user that PostgreSQL runs as cannot access any of these folders: ${candidateFolders.join(', ')}`,
    'Allow access to the parent folders of one of them (chmod o+x), or set DATABASE_URL to your own database.',
  );
}

function makeFolderReachable(folder: string, user: UnixUser): boolean {
  try {
    mkdirSync(folder, { recursive: true });
    chownSync(folder, user.uid, user.gid);
    chmodSync(folder, 0o700);
  } catch {
    return false;
  }
  return (
    spawnSync('test', ['-w', folder, '-a', '-x', folder], { cwd: '/', ...user, timeout: 5_000 }).status === 0
  );
}
