import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, chownSync, mkdirSync } from 'node:fs';
import { StartError } from '../start-error.ts';

export interface UnixUser {
  uid: number;
  gid: number;
}

/**
 * Returns the user that PostgreSQL runs as. If the current process runs as root, that is the system's user
 * `postgres`. Otherwise returns undefined, which means the current user. Throws a StartError if the current process
 * runs as root and there is no user `postgres`.
 */
export function postgresUser(): UnixUser | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const [uid, gid] = ['-u', '-g'].map((flag) => {
    const { stdout, status } = spawnSync('id', [flag, 'postgres'], { encoding: 'utf8', timeout: 5_000 });
    return status === 0 ? Number(stdout.trim()) : Number.NaN;
  });
  if (uid && gid) return { uid, gid };
  throw new StartError(
    'PostgreSQL refuses to run as root, and there is no user "postgres" to run it as',
    'Add one (useradd --system postgres), or start as an ordinary user.',
  );
}

/**
 * Creates and returns the wanted folder. If the user that PostgreSQL runs as cannot access it, for example because it
 * is below /root, creates and returns another folder. The same wanted folder always gives the same result. Throws a
 * StartError if no folder can be used.
 */
export function reachableFolder(wanted: string, user: UnixUser | undefined): string {
  if (!user) {
    mkdirSync(wanted, { recursive: true, mode: 0o700 });
    return wanted;
  }
  const mark = createHash('sha256').update(wanted).digest('hex').slice(0, 12);
  const places = [wanted, `/var/lib/kcs-chat/${mark}`, `/tmp/kcs-chat-${mark}`];
  const found = places.find((place) => makeReachable(place, user));
  if (found) return found;
  throw new StartError(
    `The user that PostgreSQL runs as cannot access any of these folders: ${places.join(', ')}`,
    'Open the folders above one of them (chmod o+x), or set DATABASE_URL to your own database.',
  );
}

function makeReachable(folder: string, user: UnixUser): boolean {
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
