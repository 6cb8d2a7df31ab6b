import { mkdir } from 'node:fs/promises';
import { createClient } from 'redis';
import { findBinary } from '../process/find-binary.ts';
import type { ProcessSpec } from '../process/process-spec.ts';
import { serverEnvironment } from '../process/server-environment.ts';
import { required } from './required.ts';
import type { ServerSettings } from './server-settings.ts';

export interface RedisSettings extends ServerSettings {
  /** Additional command-line arguments, such as `['--cluster-enabled', 'yes']`. */
  args?: readonly string[] | undefined;
}

/**
 * Returns the spec of a Redis on loopback only. A durable one keeps an append-only file, synced every second. Any
 * other keeps nothing.
 */
export function redisSpec({ dir, port, durable, args = [] }: RedisSettings): ProcessSpec {
  const url = `redis://127.0.0.1:${port}`;
  return {
    name: 'redis',
    command: required('redis-server', findBinary('redis-server')),
    args: [
      ...['--bind', '127.0.0.1', '--port', String(port), '--dir', dir, '--daemonize', 'no'],
      ...['--save', '', '--appendonly', durable ? 'yes' : 'no', ...args],
    ],
    env: serverEnvironment(),
    url,
    opsUrl: null,
    stopSignal: 'SIGTERM',
    stopWithinMs: 3_000,
    prepare: async () => {
      await mkdir(dir, { recursive: true });
    },
    probe: () => ping(url),
  };
}

/** Also fails while Redis loads its data, because PING then answers LOADING. */
async function ping(url: string): Promise<void> {
  const client = createClient({ url, socket: { connectTimeout: 1_000, reconnectStrategy: false } });
  client.on('error', () => {
    // `connect()` gives the error to the caller.
  });
  try {
    await client.connect();
    await client.ping();
  } finally {
    client.destroy();
  }
}
