import { join } from 'node:path';
import { DEVELOPMENT_OUTDIR } from '@kcs/bundle-service';
import type { ProcessSpec } from '@kcs/private-servers';
import type { StartSettings } from './settings.ts';

export interface ServiceSpecOptions {
  root: string;
  /** The name of the service's folder in `services/`. */
  service: string;
  /** The folder inside the service that contains the compiled programs. */
  outdir: string;
  /** The name of the replica, such as `chat-api-2`. */
  name: string;
  port: number;
  opsPort: number;
  /** The port of the debugger on the loopback address; undefined if no debugger is requested. */
  inspectPort: number | undefined;
  stopWithinMs: number;
  env: Readonly<Record<string, string>>;
}

const PROBE_TIMEOUT_MS = 3_000;

/** Returns the folder inside a service that contains its compiled programs. */
export function getServiceOutdir({ development }: Pick<StartSettings, 'development'>): string {
  return development ? DEVELOPMENT_OUTDIR : 'dist';
}

/** Returns the process spec of one replica. The replica is ready once `/readyz` reports success. */
export function createServiceSpec(options: ServiceSpecOptions): ProcessSpec {
  const { root, service, name, port, opsPort, inspectPort, stopWithinMs, env } = options;
  const opsUrl = `http://127.0.0.1:${opsPort}`;
  return {
    name,
    command: process.execPath,
    args: [
      '--enable-source-maps',
      ...(inspectPort === undefined ? [] : [`--inspect=127.0.0.1:${inspectPort}`]),
      join(root, 'services', service, options.outdir, 'main.js'),
    ],
    cwd: root,
    env: {
      ...env,
      LISTEN_HOST: '127.0.0.1',
      LISTEN_PORT: String(port),
      OPS_PORT: String(opsPort),
      INSTANCE_ID: name,
    },
    url: `http://127.0.0.1:${port}`,
    opsUrl,
    inspectPort,
    stopSignal: 'SIGTERM',
    stopWithinMs,
    probe: async () => {
      const readinessResponse = await fetch(`${opsUrl}/readyz`, {
        signal: AbortSignal.timeout(PROBE_TIMEOUT_MS),
      });
      const responseText = await readinessResponse.text();
      if (!readinessResponse.ok)
        throw new Error(
          `/readyz answered with status ${readinessResponse.status}: ${responseText.slice(0, 200)}`,
        );
    },
  };
}
