import { type DestinationStream, type Logger as PinoLogger, pino } from 'pino';
import { redactUrl } from '../config/redact-url.ts';

export type Logger = PinoLogger;

interface LoggerOptions {
  service: string;
  instanceId: string;
  level: string;
  /** Where log lines are written. Defaults to standard output. */
  destination?: DestinationStream;
}

const SECRET_FIELD_NAMES = [
  'token',
  'refresh_token',
  'password',
  'password_hash',
  'authorization',
  'cookie',
  'secret',
];
/**
 * Matches a JWT. Also matches text that only begins like a JWT, so that the search continues after this text.
 * Otherwise, matching would not take linear time.
 */
const JWT_PATTERN = /eyJ[\w-]{5,}(\.[\w-]{5,}\.[\w-]+)?/g;
const maskJwt = (match: string, rest: string | undefined): string => (rest === undefined ? match : '***');

/**
 * Returns a logger that writes JSON lines with the service, the instance, and the process id. Masks known secret fields
 * up to three levels deep. Also masks JWTs and URL passwords anywhere in a line, because error texts may contain them.
 */
export function createLogger({ service, instanceId, level, destination }: LoggerOptions): Logger {
  const pinoOptions = {
    level,
    base: { service, instance: instanceId, pid: process.pid },
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: {
      paths: SECRET_FIELD_NAMES.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]),
      censor: '***',
    },
    hooks: { streamWrite: (line: string) => redactUrl(line).replace(JWT_PATTERN, maskJwt) },
  };
  // Write synchronously, because asynchronous lines could be lost or reordered when the process exits.
  return pino(pinoOptions, destination ?? pino.destination({ dest: 1, sync: true }));
}
