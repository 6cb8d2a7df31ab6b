import { parseArgs } from 'node:util';

const MAX_REPLICAS_PER_SERVICE = 32;

export const HELP_TEXT = `npm start [-- flags]     runs all of KCS Chat on this machine
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

const FLAG_OPTIONS = {
  gateways: { type: 'string' },
  apis: { type: 'string' },
  presence: { type: 'string' },
  fresh: { type: 'boolean' },
  inspect: { type: 'boolean' },
  check: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
};

/** The error for an unknown or invalid flag. `fix` lists the valid flags. */
class FlagError extends Error {
  constructor(message) {
    super(message);
    this.name = 'FlagError';
    this.fix = HELP_TEXT;
  }
}

/**
 * Parses the flags after `npm start --`. Throws a `FlagError` if one is unknown or invalid. This function uses only
 * Node's built-in modules, so that a wrong flag is reported before anything has been installed or built.
 */
export function parseFlags(args, { defaultGateways = 2 } = {}) {
  const flagValues = parseFlagValues(args);
  return {
    gateways: parseReplicaCount('gateways', flagValues.gateways, defaultGateways),
    apis: parseReplicaCount('apis', flagValues.apis, 1),
    presence: parseReplicaCount('presence', flagValues.presence, 1),
    fresh: flagValues.fresh ?? false,
    inspect: flagValues.inspect ?? false,
    check: flagValues.check ?? false,
    help: flagValues.help ?? false,
  };
}

/**
 * Throws a `FlagError` if npm has taken a flag that was meant for the script. For example, `npm start --fresh` only
 * sets the variable `npm_config_fresh`: the script does not get the flag.
 */
export function refuseFlagsTakenByNpm(command, env) {
  const flagKeptByNpm = Object.keys(FLAG_OPTIONS).find((flag) => env[`npm_config_${flag}`] !== undefined);
  if (flagKeptByNpm === undefined) return;
  const npmCommand = command === 'start' ? 'npm start' : `npm run ${command}`;
  throw new FlagError(
    `npm did not pass on --${flagKeptByNpm}. Write two hyphens before it: ${npmCommand} -- --${flagKeptByNpm}`,
  );
}

function parseFlagValues(args) {
  try {
    return parseArgs({ args: [...args], options: FLAG_OPTIONS }).values;
  } catch (error) {
    throw new FlagError(error.message.split('. ')[0] ?? 'Invalid flags');
  }
}

function parseReplicaCount(flag, value, byDefault) {
  if (value === undefined) return byDefault;
  const replicaCount = Number(value);
  if (/^\d+$/.test(value) && replicaCount >= 1 && replicaCount <= MAX_REPLICAS_PER_SERVICE)
    return replicaCount;
  throw new FlagError(`--${flag} must be a number from 1 to ${MAX_REPLICAS_PER_SERVICE}, not "${value}"`);
}
