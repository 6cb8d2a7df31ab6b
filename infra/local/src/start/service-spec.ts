import { join } from 'node:path';
import type { ProcessSpec } from '@kcs/private-servers';

export interface ServiceOptions {
  root: string;
  /** Folder under `services/`. */
  service: string;
  /** Replica name, such as `chat-api-2`. */
  name: string;
  port: number;
  opsPort: number;
  stopWithinMs: number;
  env: Readonly<Record<string, string>>;
}

const PROBE_TIMEOUT_MS = 3_000;

/** One replica of a service of ours. It counts as usable when `/readyz` says so. */
export function serviceSpec(options: ServiceOptions): ProcessSpec {
  const { root, service, name, port, opsPort, stopWithinMs, env } = options;
  const opsUrl = `http://127.0.0.1:${opsPort}`;
  return {
    name,
    command: process.execPath,
    args: [join(root, 'services', service, 'dist', 'main.js')],
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
    stopSignal: 'SIGTERM',
    stopWithinMs,
    probe: async () => {
      const answer = await fetch(`${opsUrl}/readyz`, { signal: AbortSignal.timeout(PROBE_TIMEOUT_MS) });
      const body = await answer.text();
      if (!answer.ok) throw new Error(`/readyz answers ${answer.status} ${body.slice(0, 200)}`);
    },
  };
}
