import { spawnSync } from 'node:child_process';
import { findBinary } from '../process/find-binary.ts';

/**
 * Returns the process that listens on a port, such as `node (pid 4711)`; undefined if the operating system does not
 * reveal the process.
 */
export function findPortOwner(port: number): string | undefined {
  return findOwnerWithSs(port) ?? findOwnerWithLsof(port);
}

function findOwnerWithSs(port: number): string | undefined {
  const ss = findBinary('ss');
  if (!ss) return undefined;
  const { stdout } = spawnSync(ss, ['-Hltnp', `sport = :${port}`], { encoding: 'utf8', timeout: 2_000 });
  const match = /users:\(\("([^"]+)",pid=(\d+)/.exec(stdout ?? '');
  return match ? `${match[1]} (pid ${match[2]})` : undefined;
}

function findOwnerWithLsof(port: number): string | undefined {
  const lsof = findBinary('lsof');
  if (!lsof) return undefined;
  const { stdout } = spawnSync(lsof, ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-Fpc'], {
    encoding: 'utf8',
    timeout: 2_000,
  });
  const match = /p(\d+)\nc(.+)/.exec(stdout ?? '');
  return match ? `${match[2]} (pid ${match[1]})` : undefined;
}
