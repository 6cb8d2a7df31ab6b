import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createClient } from 'redis';
import { findBinaryPath } from '../process/find-binary.ts';
import type { ProcessSpec } from '../process/process-spec.ts';
import { createServerEnvironment } from '../process/server-environment.ts';
import { requireProgram } from './required.ts';
import type { ServerSettings } from './server-settings.ts';

export interface RedisSettings extends ServerSettings {
  /** Additional command-line arguments, such as `['--cluster-enabled', 'yes']`. */
  args?: readonly string[] | undefined;
  /** The users that Redis accepts. If undefined, every client may run every command. */
  users?: RedisUserSettings | undefined;
}

interface RedisUserSettings {
  /** The content of the ACL file. */
  aclFile: string;
  /** The user of the readiness probe. This user must be allowed to send PING. */
  probeCredentials: { username: string; password: string };
}

/**
 * Returns the process spec of a Redis server that listens on loopback only. A durable server writes its data to a file
 * and syncs the file every second. A server that is not durable keeps its data in memory only.
 */
export function createRedisSpec({ dir, port, durable, args = [], users }: RedisSettings): ProcessSpec {
  const redisUrl = `redis://127.0.0.1:${port}`;
  const aclPath = join(dir, 'users.acl');
  return {
    name: 'redis',
    command: requireProgram('redis-server', findBinaryPath('redis-server')),
    args: [
      ...['--bind', '127.0.0.1', '--port', String(port), '--dir', dir, '--daemonize', 'no'],
      ...['--save', '', '--appendonly', durable ? 'yes' : 'no'],
      ...(users ? ['--aclfile', aclPath] : []),
      ...args,
    ],
    env: createServerEnvironment(),
    url: redisUrl,
    opsUrl: null,
    stopSignal: 'SIGTERM',
    stopWithinMs: 3_000,
    prepare: async () => {
      await mkdir(dir, { recursive: true });
      if (users) await writeFile(aclPath, users.aclFile, { mode: 0o600 });
    },
    probe: () => pingRedis(redisUrl, users?.probeCredentials),
  };
}

/**
 * The client that `pingRedis` duplicates. The library builds a class with all commands for each new client, which takes
 * tens of milliseconds of CPU time. Duplicates share the class.
 */
let probeClient: ReturnType<typeof createProbeClient> | undefined;

const createProbeClient = () => createClient({ disableClientInfo: true, maintNotifications: 'disabled' });

/** Sends PING. The probe also fails while Redis is still loading its data and answers LOADING. */
export async function pingRedis(url: string, user?: RedisUserSettings['probeCredentials']): Promise<void> {
  probeClient ??= createProbeClient();
  const client = probeClient.duplicate({
    url,
    ...user,
    socket: { connectTimeout: 1_000, reconnectStrategy: false },
  });
  client.on('error', () => {
    // Ignore the `error` event, because the caller of `connect()` receives the error.
  });
  try {
    await client.connect();
    await client.ping();
  } finally {
    client.destroy();
  }
}
