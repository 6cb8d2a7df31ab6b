import { join } from 'node:path';
import { createHaproxySpec, type ProcessSpec, type Replica } from '@kcs/private-servers';
import type { StartSettings } from './settings.ts';
import { createWebSpec } from './web-spec.ts';

type ChoosePort = () => Promise<number>;

interface FrontDoorOptions {
  apis: readonly ProcessSpec[];
  gateways: readonly ProcessSpec[];
  choosePort: ChoosePort;
}

/** Returns the specs of HAProxy and, in development, of Vite. */
export async function planFrontDoor(
  settings: StartSettings,
  options: FrontDoorOptions,
): Promise<ProcessSpec[]> {
  const { root, folder, hosts, port, socketsPort, env } = settings;
  const { apis, gateways, choosePort } = options;
  const webSpec = settings.development ? createWebSpec(root, await choosePort(), env) : undefined;
  const haproxySpec = createHaproxySpec({
    dir: join(folder, 'haproxy'),
    ...{ port, socketsPort, hosts, trustedProxies: env.TRUSTED_PROXIES },
    origins: { NODE_ENV: env.NODE_ENV, PUBLIC_URL: settings.publicUrl, CORS_ORIGINS: env.CORS_ORIGINS },
    opsPort: await choosePort(),
    peersPort: await choosePort(),
    chatApis: apis.map(toReplica),
    gateways: gateways.map(toReplica),
    vite: webSpec && new URL(webSpec.url).host,
  });
  return webSpec ? [webSpec, haproxySpec] : [haproxySpec];
}

function toReplica({ name, url, opsUrl }: ProcessSpec): Replica {
  return { name, address: new URL(url).host, opsPort: Number(new URL(opsUrl ?? url).port) };
}
