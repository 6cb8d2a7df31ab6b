import { access, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findBinaryPath } from '../process/find-binary.ts';
import type { ProcessSpec } from '../process/process-spec.ts';
import { createServerEnvironment } from '../process/server-environment.ts';
import { pingRedis } from './redis.ts';
import { requireProgram } from './required.ts';
import type { ServerSettings } from './server-settings.ts';

export interface SentinelSettings extends ServerSettings {
  /** The URL of the first master, with a user that may run every command. */
  masterUrl: string;
  /** The name under which clients ask for the master. */
  masterName: string;
  /** The number of Sentinels that must agree that the master is down. */
  quorum: number;
  /** The time without an answer after which the master counts as down. */
  downAfterMs: number;
}

/**
 * Returns the process spec of a Redis Sentinel. The Sentinel writes what it learns into its configuration file, so the
 * file is created only once.
 */
export function createSentinelSpec(settings: SentinelSettings): ProcessSpec {
  const { dir, port, masterName, quorum, downAfterMs } = settings;
  const { hostname, port: masterPort, username, password } = new URL(settings.masterUrl);
  const configPath = join(dir, 'sentinel.conf');
  const configLines = [
    `port ${port}`,
    'bind 127.0.0.1',
    `dir ${dir}`,
    `sentinel monitor ${masterName} ${hostname} ${masterPort} ${quorum}`,
    `sentinel auth-user ${masterName} ${username}`,
    `sentinel auth-pass ${masterName} ${password}`,
    `sentinel down-after-milliseconds ${masterName} ${downAfterMs}`,
    `sentinel failover-timeout ${masterName} 5000`,
  ];
  return {
    name: 'sentinel',
    command: requireProgram('redis-server', findBinaryPath('redis-server')),
    args: [configPath, '--sentinel'],
    env: createServerEnvironment(),
    url: `redis://127.0.0.1:${port}`,
    opsUrl: null,
    stopSignal: 'SIGTERM',
    stopWithinMs: 3_000,
    prepare: async () => {
      await mkdir(dir, { recursive: true });
      await access(configPath).catch(() =>
        writeFile(configPath, `${configLines.join('\n')}\n`, { mode: 0o600 }),
      );
    },
    probe: () => pingRedis(`redis://127.0.0.1:${port}`),
  };
}
