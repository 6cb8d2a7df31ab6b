import { parseArgs } from 'node:util';
import { StartError } from '@kcs/private-servers';

export interface StartFlags {
  gateways: number;
  apis: number;
  presence: number;
  fresh: boolean;
  check: boolean;
  help: boolean;
}

const MOST_REPLICAS = 32;

export const HELP = `npm start [-- flags]     the whole of KCS Chat on this machine
  --gateways N   realtime-gateway replicas (2)
  --apis N       chat-api replicas (1)
  --presence N   presence replicas (1)
  --fresh        begin with empty data
  --check        look whether everything could start, start nothing
  --help         this text
Environment: PORT (4500; sockets also on PORT + 1), FRONT_DOOR_HOST (loopback), DATABASE_URL, REDIS_URL and NATS_URL
to use servers of yours instead of private ones. Everything else is handed on to the services.`;

/** The flags of `npm start --`; whatever is not one of them is an error that says what there is. */
export function parseFlags(args: readonly string[]): StartFlags {
  const { values } = parse(args);
  return {
    gateways: count('gateways', values.gateways, 2),
    apis: count('apis', values.apis, 1),
    presence: count('presence', values.presence, 1),
    fresh: values.fresh ?? false,
    check: values.check ?? false,
    help: values.help ?? false,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        gateways: { type: 'string' },
        apis: { type: 'string' },
        presence: { type: 'string' },
        fresh: { type: 'boolean' },
        check: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    throw new StartError((error as Error).message.split('. ')[0] ?? 'bad flags', HELP);
  }
}

function count(flag: string, value: string | undefined, otherwise: number): number {
  if (value === undefined) return otherwise;
  const number = Number(value);
  if (/^\d+$/.test(value) && number >= 1 && number <= MOST_REPLICAS) return number;
  throw new StartError(`--${flag} wants a number from 1 to ${MOST_REPLICAS}, not "${value}"`, HELP);
}
