import { ConfigError } from '../config/config-error.ts';
import { redactUrl } from '../config/redact-url.ts';
import { createLogger, type Logger } from '../logging/create-logger.ts';
import { withTimeout } from '../waiting/with-timeout.ts';
import { serviceVersion } from './service-version.ts';
import { StopList } from './stop-list.ts';

/** What a service tells of itself once it is up. */
export interface Started {
  readonly logger: Logger;
  /** For the start line: where it listens and what it is connected to. Passwords in URLs are masked. */
  readonly endpoints: Readonly<Record<string, string | number>>;
}

interface ServiceOptions<C> {
  name: string;
  /** Reads and judges the environment; also what `--check-config` runs, alone. */
  config: () => C;
  /** Connects, listens, and adds to the stop list how each thing ends. */
  start: (stop: StopList, config: C) => Promise<Started>;
  /** The whole stop may take this long, what the configuration lets its steps take included. */
  stopWithinMs?: (config: C) => number;
}

const STOP_WITHIN_MS = 25_000;

const say = (text: string): void => {
  process.stderr.write(`${text}\n`);
};

class StopCutShort extends Error {
  constructor(ms: number) {
    super(`the stop took longer than ${ms} ms`);
    this.name = 'StopCutShort';
  }
}

/** The configuration; a wrong one, or the wish to have it checked only, ends the process here. */
const settle = <C>(name: string, config: () => C): C => {
  try {
    const settings = config();
    if (!process.argv.includes('--check-config')) return settings;
    say(`${name}: the configuration is usable.`);
    process.exit(0);
  } catch (error) {
    say(`${name}: ${error instanceof ConfigError ? error.message : redactUrl(String(error))}`);
    process.exit(1);
  }
};

/**
 * The life of a service's process: configuration, start, one start line, and on SIGTERM or SIGINT the stop list.
 * Exits 0 after a clean stop; 1 when the configuration is wrong, the start fails, a stop step fails or is cut short,
 * on a second signal (at once), and on an unhandled rejection or exception (after logging it).
 */
export const runService = <C>({
  name,
  config,
  start,
  stopWithinMs = () => STOP_WITHIN_MS,
}: ServiceOptions<C>): void => {
  const settings = settle(name, config);
  const stopMs = stopWithinMs(settings);
  let logger = createLogger({ service: name, instanceId: name, level: 'info' });
  const stopList = new StopList(({ name: step, error }) =>
    logger.error({ err: error, step }, 'A step of the stop failed'),
  );
  let stopping = false;

  const die = (err: unknown, what: string): void => {
    logger.fatal({ err }, what);
    process.exit(1);
  };
  process.on('unhandledRejection', (reason) => die(reason, 'Unhandled rejection; the process ends'));
  process.on('uncaughtException', (error) => die(error, 'Uncaught exception; the process ends'));

  const stop = async (signal: string): Promise<void> => {
    if (stopping) {
      logger.warn({ signal }, 'Second signal: ending at once');
      process.exit(1);
    }
    stopping = true;
    logger.info({ signal }, 'Stopping');
    const clean = await withTimeout(stopList.run(), stopMs, () => new StopCutShort(stopMs)).catch((err) => {
      logger.error({ err }, 'The stop was cut short');
      return false;
    });
    logger.info({ clean }, 'Stopped');
    process.exit(clean ? 0 : 1);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop(signal));

  start(stopList, settings).then(
    (started) => {
      logger = started.logger;
      const endpoints = Object.fromEntries(
        Object.entries(started.endpoints).map(([key, value]) => [key, redactUrl(String(value))]),
      );
      logger.info({ version: serviceVersion(), node: process.version, ...endpoints }, `${name} started`);
    },
    async (err) => {
      if (stopping) return;
      logger.fatal({ err }, `${name} could not start`);
      stopping = true;
      await withTimeout(stopList.run(), stopMs, () => new StopCutShort(stopMs)).catch(() => false);
      process.exit(1);
    },
  );
};
