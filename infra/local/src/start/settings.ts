import { join } from 'node:path';
import { StartError } from '@kcs/private-servers';
import { parseFlags, type StartFlags } from './flags.ts';

export interface Settings extends StartFlags {
  /** The repository. */
  root: string;
  /** `.kcs` in it: everything that a start writes. */
  folder: string;
  port: number;
  socketsPort: number;
  /** Where both doors listen. */
  hosts: readonly string[];
  publicUrl: string;
  production: boolean;
  /** Servers that somebody else runs. */
  given: { postgres: string | undefined; redis: string | undefined; nats: string | undefined };
  /** What services inherit. */
  env: Readonly<Record<string, string>>;
}

const DEFAULT_PORT = 4500;

/** All that a start is told, judged before anything happens. */
export function readSettings(root: string, args: readonly string[], env: NodeJS.ProcessEnv): Settings {
  const flags = parseFlags(args);
  const port = readPort(env.PORT);
  return {
    ...flags,
    root,
    folder: join(root, '.kcs'),
    port,
    socketsPort: port + 1,
    hosts: env.FRONT_DOOR_HOST ? env.FRONT_DOOR_HOST.split(',') : ['127.0.0.1'],
    publicUrl: env.PUBLIC_URL || `http://localhost:${port}`,
    production: env.NODE_ENV === 'production',
    given: {
      postgres: readUrl('DATABASE_URL', env, ['postgres:', 'postgresql:']),
      redis: readUrl('REDIS_URL', env, ['redis:', 'rediss:']),
      nats: readUrl('NATS_URL', env, ['nats:', 'tls:', 'ws:', 'wss:']),
    },
    env: Object.fromEntries(
      Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined),
    ),
  };
}

function readPort(value: string | undefined): number {
  if (!value) return DEFAULT_PORT;
  const port = Number(value);
  // One more is needed for the sockets.
  if (/^\d+$/.test(value) && port >= 1 && port < 65_535) return port;
  throw new StartError(`PORT is "${value}"`, 'set it to a number from 1 to 65534: PORT=4600 npm start');
}

function readUrl(name: string, env: NodeJS.ProcessEnv, protocols: readonly string[]): string | undefined {
  const value = env[name];
  if (!value) return undefined;
  // A list of servers, as NATS takes it, is judged by its first.
  const first = value.split(',')[0] ?? '';
  if (URL.canParse(first) && protocols.includes(new URL(first).protocol)) return value;
  throw new StartError(
    `${name} is not a URL that begins with ${protocols.map((protocol) => `${protocol}//`).join(' or ')}`,
    `correct it, or unset it for a private server`,
  );
}
