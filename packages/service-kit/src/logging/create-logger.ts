import {
  type DestinationStream,
  type LogFn,
  type Logger as PinoLogger,
  type LoggerOptions as PinoOptions,
  pino,
} from 'pino';
import { redactUrl } from '../config/redact-url.ts';
import { getTracing } from '../tracing/tracing.ts';
import { RepeatLimit } from './repeat-limit.ts';
import { serializeError } from './serialize-error.ts';

export type Logger = PinoLogger;

interface LoggerOptions {
  service: string;
  instanceId: string;
  level: string;
  /** Where log lines are written. Defaults to standard output. */
  destination?: DestinationStream;
  /** The length of a window of the limit on repeated warnings, in ms. Default: one minute. */
  repeatWindowMs?: number;
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

const WARN_LEVEL = 40;
const ERROR_LEVEL = 50;
const LEFT_OUT_MESSAGE = 'Left out repeated log lines';

/**
 * Returns a logger that writes JSON lines with the service, the instance, and the process id. Masks known secret fields
 * up to three levels deep. Also masks JWTs and URL passwords anywhere in a line, because error texts may contain them.
 *
 * Writes at most 20 warnings and errors with the same message per minute. At the end of the minute, a line states how
 * many were left out. If tracing is on, each line has the ids of the current span. Expected failures have no stack trace (see `serializeError`).
 */
export function createLogger(options: LoggerOptions): Logger {
  const { service, instanceId, level, destination, repeatWindowMs } = options;
  const repeatLimit = new RepeatLimit({
    ...(repeatWindowMs !== undefined && { windowMs: repeatWindowMs }),
    onLeftOut: (repeated, count) => logger.warn({ repeated, count }, LEFT_OUT_MESSAGE),
  });
  const pinoOptions: PinoOptions = {
    level,
    base: { service, instance: instanceId, pid: process.pid },
    timestamp: pino.stdTimeFunctions.isoTime,
    serializers: { err: serializeError },
    mixin: () => getTracing()?.getLogFields() ?? {},
    redact: {
      paths: SECRET_FIELD_NAMES.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]),
      censor: '***',
    },
    hooks: {
      streamWrite: (line: string) => redactUrl(line).replace(JWT_PATTERN, maskJwt),
      logMethod(args, writeLine, lineLevel) {
        const message = findMessage(args);
        const isLimited =
          (lineLevel === WARN_LEVEL || lineLevel === ERROR_LEVEL) && message !== LEFT_OUT_MESSAGE;
        if (!isLimited || repeatLimit.admit(message)) writeLine.apply(this, args);
      },
    },
  };
  // Write synchronously, because asynchronous lines could be lost or reordered when the process exits.
  const logger: Logger = pino(pinoOptions, destination ?? pino.destination({ dest: 1, sync: true }));
  return logger;
}

/** Returns the message among the arguments of a log call: the first argument, or the one after the fields. */
function findMessage([first, second]: Parameters<LogFn>): string {
  if (typeof first === 'string') return first;
  return typeof second === 'string' ? second : '';
}
