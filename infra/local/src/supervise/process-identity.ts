import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/**
 * Returns a string that identifies a process by its pid and start time, so that a later process with the same pid is
 * not mistaken for it. Returns undefined if the process does not exist or is a zombie.
 */
export function identifyProcess(pid: number): string | undefined {
  return process.platform === 'linux' ? readLinuxIdentity(pid) : readIdentityWithPs(pid);
}

function readLinuxIdentity(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // In /proc/<pid>/stat, the process name is in parentheses and may contain any character. The third and later
    // fields follow the last parenthesis.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (fields[0] === 'Z') return undefined;
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return `${boot.slice(0, 8)}-${fields[19]}`;
  } catch {
    return undefined;
  }
}

function readIdentityWithPs(pid: number): string | undefined {
  const { stdout } = spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], {
    encoding: 'utf8',
    timeout: 2_000,
  });
  return stdout?.trim() || undefined;
}
