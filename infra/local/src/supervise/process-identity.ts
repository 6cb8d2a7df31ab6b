import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/**
 * Returns a string that identifies the process with this pid by its start time. A later process with the same pid has a
 * different string. Returns undefined if there is no such process or if it is a zombie.
 */
export function identifyProcess(pid: number): string | undefined {
  return process.platform === 'linux' ? readLinuxIdentity(pid) : readIdentityWithPs(pid);
}

function readLinuxIdentity(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // In /proc/<pid>/stat, the name of the process is in parentheses and may itself contain any character. The fields
    // from the third on come after the last closing parenthesis.
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
