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
    const statLine = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // In /proc/<pid>/stat, the name of the process is in parentheses and may itself contain any character. The fields
    // from the third on come after the last closing parenthesis.
    const statFields = statLine.slice(statLine.lastIndexOf(')') + 2).split(' ');
    if (statFields[0] === 'Z') return undefined;
    const bootId = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return `${bootId.slice(0, 8)}-${statFields[19]}`;
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
