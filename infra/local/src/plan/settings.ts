import { join } from 'node:path';
import { StartError } from '@kcs/private-servers';
import { parseFlags, type StartFlags } from '../../bootstrap/flags.mjs';

export interface StartSettings extends StartFlags {
  /** The root folder of the repository. */
  root: string;
  /** The repository's `.kcs` folder, where a run stores its files. */
  folder: string;
  /**
   * Whether to run in development mode, in which services restart when their sources change, and Vite serves the pages.
   */
  development: boolean;
  port: number;
  socketsPort: number;
  /** The addresses on which the front door and the sockets port listen. */
  hosts: readonly string[];
  publicUrl: string;
  production: boolean;
  /** The URL of each server that the user provides; undefined for servers that we start ourselves. */
  provided: { postgres: string | undefined; redis: string | undefined; nats: string | undefined };
  /** The environment variables that the services inherit. */
  env: Readonly<Record<string, string>>;
}

const DEFAULT_PORT = 4500;
/** In development, only one gateway is started, because it restarts faster than two. */
const DEVELOPMENT_GATEWAY_COUNT = 1;

/**
 * Returns the settings that the flags and the environment define. Throws an error that explains the first invalid
 * value.
 */
export function readStartSettings(
  root: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  { development = false } = {},
): StartSettings {
  const startFlags = parseFlags(args, development ? { defaultGateways: DEVELOPMENT_GATEWAY_COUNT } : {});
  const port = readPort(env.PORT);
  return {
    ...startFlags,
    root,
    folder: join(root, '.kcs'),
    development,
    port,
    socketsPort: port + 1,
    hosts: env.FRONT_DOOR_HOST ? env.FRONT_DOOR_HOST.split(',') : ['127.0.0.1'],
    publicUrl: env.PUBLIC_URL || `http://localhost:${port}`,
    production: env.NODE_ENV === 'production',
    provided: {
      postgres: readServerUrl('DATABASE_URL', env, ['postgres:', 'postgresql:']),
      redis: readServerUrl('REDIS_URL', env, ['redis:', 'rediss:']),
      nats: readServerUrl('NATS_URL', env, ['nats:', 'tls:', 'ws:', 'wss:']),
    },
    env: Object.fromEntries(
      Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined),
    ),
  };
}

function readPort(value: string | undefined): number {
  if (!value) return DEFAULT_PORT;
  const port = Number(value);
  // The highest allowed port is 65534, because the port for sockets is one higher.
  if (/^\d+$/.test(value) && port >= 1 && port < 65_535) return port;
  throw new StartError(
    `PORT is "${value}", which is not a usable port`,
    'Set it to a number from 1 to 65534, for example: PORT=4600 npm start',
  );
}

function readServerUrl(
  name: string,
  env: NodeJS.ProcessEnv,
  protocols: readonly string[],
): string | undefined {
  const urlText = env[name];
  if (!urlText) return undefined;
  // For NATS, the variable may contain a list of servers separated by commas. Only the first one is checked.
  const firstUrl = urlText.split(',')[0] ?? '';
  if (URL.canParse(firstUrl) && protocols.includes(new URL(firstUrl).protocol)) return urlText;
  throw new StartError(
    `${name} is not a URL that starts with ${protocols.map((protocol) => `${protocol}//`).join(' or ')}`,
    'Correct it, or unset it to use a private server',
  );
}
