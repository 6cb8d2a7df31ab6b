import { type DestinationStream, type Logger as PinoLogger, pino } from 'pino';
import { redactUrl } from '../config/redact-url.ts';

export type Logger = PinoLogger;

interface LoggerOptions {
  service: string;
  instanceId: string;
  level: string;
  /** Where lines go; standard output unless given. */
  destination?: DestinationStream;
}

const SECRET_KEYS = [
  'token',
  'refresh_token',
  'password',
  'password_hash',
  'authorization',
  'cookie',
  'secret',
];
const JWT = /eyJ[\w-]{5,}\.[\w-]{5,}\.[\w-]+/g;

/**
 * JSON lines with service, instance and pid. Known secret fields are masked down to three levels, and tokens and
 * URL passwords anywhere in a line, so that an error's text cannot leak what a field may not.
 */
export const createLogger = ({ service, instanceId, level, destination }: LoggerOptions): Logger => {
  const options = {
    level,
    base: { service, instance: instanceId, pid: process.pid },
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: {
      paths: SECRET_KEYS.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]),
      censor: '***',
    },
    hooks: { streamWrite: (line: string) => redactUrl(line).replace(JWT, '***') },
  };
  // Written at once: an asynchronous line that is on its way when the process exits comes after later ones.
  return pino(options, destination ?? pino.destination({ dest: 1, sync: true }));
};
