import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findBinaryPath } from '../process/find-binary.ts';
import type { ProcessSpec } from '../process/process-spec.ts';
import { createServerEnvironment } from '../process/server-environment.ts';
import { type ReplicasBehindHaproxy, renderHaproxyConfig } from './render-haproxy.ts';
import { requireProgram } from './required.ts';

export interface HaproxySettings extends ReplicasBehindHaproxy {
  /** The folder to which the configuration is written. */
  dir: string;
  /** The port of the front door, which serves REST, the web client, and sockets. */
  port: number;
  /** The second public port, which serves only Socket.IO (ADDR-2). */
  socketsPort: number;
  opsPort: number;
  peersPort: number;
  /** The addresses on which both public ports listen. Default: loopback. */
  hosts?: readonly string[] | undefined;
  /**
   * The addresses and networks of proxies in front of HAProxy, separated by spaces. HAProxy trusts their forwarding
   * headers.
   */
  trustedProxies?: string | undefined;
  /**
   * The services' values of `NODE_ENV`, `PUBLIC_URL`, and `CORS_ORIGINS`. HAProxy allows the same origins as the
   * services.
   */
  origins?:
    | Readonly<Partial<Record<'NODE_ENV' | 'PUBLIC_URL' | 'CORS_ORIGINS', string | undefined>>>
    | undefined;
  /**
   * The `host:port` of Vite's development server. If this property is set, Vite serves the pages instead of chat-api.
   */
  vite?: string | undefined;
}

/** A path that HAProxy answers itself, even if no server behind it is available. */
const LIVENESS_PATH = '/.balancer/live';
const CONFIG_TEMPLATE_PATH = fileURLToPath(new URL('../../../../infra/haproxy/haproxy.cfg', import.meta.url));

/** Returns the process spec of HAProxy with the configuration in `infra/haproxy` and the given replicas behind it. */
export function createHaproxySpec(settings: HaproxySettings): ProcessSpec {
  const configPath = join(settings.dir, 'haproxy.cfg');
  const listenHosts = settings.hosts ?? ['127.0.0.1'];
  const frontDoorUrl = `http://${listenHosts[0]}:${settings.port}`;
  const opsUrl = `http://127.0.0.1:${settings.opsPort}`;
  return {
    name: 'haproxy',
    command: requireProgram('haproxy', findBinaryPath('haproxy')),
    args: ['-db', '-f', configPath],
    env: {
      ...createServerEnvironment(),
      FRONT_DOOR_BIND: listenHosts.map((host) => `${host}:${settings.port}`).join(','),
      SOCKETS_BIND: listenHosts.map((host) => `${host}:${settings.socketsPort}`).join(','),
      OPS_BIND: `127.0.0.1:${settings.opsPort}`,
      PEERS_PORT: String(settings.peersPort),
      PUBLIC_URL: settings.origins?.PUBLIC_URL ?? frontDoorUrl,
      NODE_ENV: settings.origins?.NODE_ENV ?? 'development',
      ...(settings.origins?.CORS_ORIGINS && { CORS_ORIGINS: settings.origins.CORS_ORIGINS }),
      ...(settings.trustedProxies && { TRUSTED_PROXIES: settings.trustedProxies }),
      ...(settings.vite && { VITE_ADDRESS: settings.vite }),
    },
    url: frontDoorUrl,
    opsUrl,
    stopSignal: 'SIGTERM',
    stopWithinMs: 3_000,
    prepare: async () => {
      await mkdir(settings.dir, { recursive: true });
      await writeFile(
        configPath,
        renderHaproxyConfig(await readFile(CONFIG_TEMPLATE_PATH, 'utf8'), settings),
      );
    },
    probe: async () => {
      for (const port of [settings.port, settings.socketsPort])
        await assertHaproxyIsLive(listenHosts[0] ?? '127.0.0.1', port);
    },
  };
}

async function assertHaproxyIsLive(host: string, port: number): Promise<void> {
  const reachableHost = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  const response = await fetch(`http://${reachableHost}:${port}${LIVENESS_PATH}`, {
    signal: AbortSignal.timeout(1_000),
  });
  await response.body?.cancel();
  if (!response.ok) throw new Error(`HAProxy answered the health check with status ${response.status}`);
}
