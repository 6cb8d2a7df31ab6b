import { spawnSync } from 'node:child_process';
import { findBinaryPath } from '../process/find-binary.ts';

/**
 * Returns the process that listens on a port, such as `node (pid 4711)`; undefined if the operating system does not
 * reveal the process.
 */
export function findPortOwner(port: number): string | undefined {
  return findOwnerWithSs(port) ?? findOwnerWithLsof(port);
}

function findOwnerWithSs(port: number): string | undefined {
  const ssPath = findBinaryPath('ss');
  if (!ssPath) return undefined;
  const { stdout } = spawnSync(ssPath, ['-Hltnp', `sport = :${port}`], { encoding: 'utf8', timeout: 2_000 });
  const ownerMatch = /users:\(\("([^"]+)",pid=(\d+)/.exec(stdout ?? '');
  return ownerMatch ? `${ownerMatch[1]} (pid ${ownerMatch[2]})` : undefined;
}

function findOwnerWithLsof(port: number): string | undefined {
  const lsofPath = findBinaryPath('lsof');
  if (!lsofPath) return undefined;
  const { stdout } = spawnSync(lsofPath, ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-Fpc'], {
    encoding: 'utf8',
    timeout: 2_000,
  });
  const ownerMatch = /p(\d+)\nc(.+)/.exec(stdout ?? '');
  return ownerMatch ? `${ownerMatch[2]} (pid ${ownerMatch[1]})` : undefined;
}
