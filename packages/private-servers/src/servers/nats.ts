import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ConnectionOptions, connect, credsAuthenticator } from '@nats-io/transport-node';
import { findBinaryPath } from '../process/find-binary.ts';
import type { ProcessSpec } from '../process/process-spec.ts';
import { createServerEnvironment } from '../process/server-environment.ts';
import { requireProgram } from './required.ts';
import type { ServerSettings } from './server-settings.ts';

export interface NatsSettings extends ServerSettings {
  /** Lines to add to the server's configuration file, such as `accounts { … }`. */
  config?: string | undefined;
  /**
   * The options or the credentials file content that the readiness probe uses to connect, if `config` requires
   * credentials or TLS. The probe's user must be allowed to send requests to JetStream.
   */
  probeCredentials?:
    | Pick<ConnectionOptions, 'user' | 'pass' | 'token' | 'tls'>
    | { creds: string; tls?: ConnectionOptions['tls'] }
    | undefined;
}

/**
 * Returns the process spec of a NATS server with JetStream. The server listens on loopback only and stores its streams
 * in `dir`.
 */
export function createNatsSpec({ dir, port, config = '', probeCredentials }: NatsSettings): ProcessSpec {
  const configPath = join(dir, 'nats-server.conf');
  return {
    name: 'nats',
    command: requireProgram('nats-server', findBinaryPath('nats-server')),
    args: ['--config', configPath],
    env: createServerEnvironment(),
    url: `nats://127.0.0.1:${port}`,
    opsUrl: null,
    stopSignal: 'SIGTERM',
    stopWithinMs: 3_000,
    prepare: async () => {
      await mkdir(dir, { recursive: true });
      const configLines = [
        `listen: "127.0.0.1:${port}"`,
        `jetstream { store_dir: ${JSON.stringify(dir)} }`,
        config,
      ];
      await writeFile(configPath, `${configLines.join('\n')}\n`, { mode: 0o600 });
    },
    probe: () => probeJetStream(port, probeCredentials),
  };
}

/**
 * Sends a request to JetStream. A connection alone does not prove that the server is ready, because the server
 * accepts connections while JetStream is still loading the streams.
 */
async function probeJetStream(
  port: number,
  probeCredentials: NatsSettings['probeCredentials'],
): Promise<void> {
  const probeConnection = await connect({
    servers: `127.0.0.1:${port}`,
    timeout: 1_000,
    reconnect: false,
    ...(probeCredentials && 'creds' in probeCredentials
      ? {
          authenticator: credsAuthenticator(Buffer.from(probeCredentials.creds)),
          ...(probeCredentials.tls && { tls: probeCredentials.tls }),
        }
      : probeCredentials),
  });
  try {
    const jetStreamInfoReply = await probeConnection.request('$JS.API.INFO', undefined, { timeout: 1_000 });
    const { error } = jetStreamInfoReply.json<{ error?: { description: string } }>();
    if (error) throw new Error(`JetStream: ${error.description}`);
  } finally {
    await probeConnection.close();
  }
}
