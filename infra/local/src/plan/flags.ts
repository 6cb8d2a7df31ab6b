import { parseArgs } from 'node:util';
import { StartError } from '@kcs/private-servers';

export interface StartFlags {
  gateways: number;
  apis: number;
  presence: number;
  fresh: boolean;
  inspect: boolean;
  check: boolean;
  help: boolean;
}

const MAX_REPLICAS = 32;

export const HELP = `npm start [-- flags]     runs all of KCS Chat on this machine
npm run dev [-- flags]   the same for development: services restart on a change, and pages reload by themselves
  --gateways N   realtime-gateway replicas (2; 1 for development)
  --apis N       chat-api replicas (1)
  --presence N   presence replicas (1)
  --fresh        starts with empty data
  --inspect      opens a debugger port for each service; .kcs/state.json lists them
  --check        checks whether everything could start, and starts nothing
  --help         prints this text
Environment: PORT (4500; sockets also on PORT + 1), FRONT_DOOR_HOST (loopback). Set DATABASE_URL, REDIS_URL or NATS_URL
to use your own servers instead of private ones. All other variables are passed to the services.`;

const OPTIONS = {
  gateways: { type: 'string' },
  apis: { type: 'string' },
  presence: { type: 'string' },
  fresh: { type: 'boolean' },
  inspect: { type: 'boolean' },
  check: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** Parses the flags of `npm start --`. Throws a StartError that lists all flags if a flag is unknown or invalid. */
export function parseFlags(args: readonly string[], { defaultGateways = 2 } = {}): StartFlags {
  const values = parseOrExplain(args);
  return {
    gateways: parseReplicaCount('gateways', values.gateways, defaultGateways),
    apis: parseReplicaCount('apis', values.apis, 1),
    presence: parseReplicaCount('presence', values.presence, 1),
    fresh: values.fresh ?? false,
    inspect: values.inspect ?? false,
    check: values.check ?? false,
    help: values.help ?? false,
  };
}

function parseOrExplain(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS }).values;
  } catch (error) {
    throw new StartError((error as Error).message.split('. ')[0] ?? 'Invalid flags', HELP);
  }
}

function parseReplicaCount(flag: string, value: string | undefined, byDefault: number): number {
  if (value === undefined) return byDefault;
  const count = Number(value);
  if (/^\d+$/.test(value) && count >= 1 && count <= MAX_REPLICAS) return count;
  throw new StartError(`--${flag} must be a number from 1 to ${MAX_REPLICAS}, not "${value}"`, HELP);
}
