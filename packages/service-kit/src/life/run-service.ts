import { redactUrl } from '../config/redact-url.ts';
import { createLogger, type Logger } from '../logging/create-logger.ts';
import { withTimeout } from '../waiting.ts';
import { readConfigOrExit } from './read-config-or-exit.ts';
import { readServiceVersion } from './service-version.ts';
import { StopList } from './stop-list.ts';

export interface StartedService {
  readonly logger: Logger;
  /**
   * Where the service listens and which servers it is connected to. Logged when the service has started, with the
   * passwords in URLs masked.
   */
  readonly endpoints: Readonly<Record<string, string | number>>;
}

interface RunServiceOptions<C> {
  name: string;
  /** Reads and validates the environment. With `--check-config`, the process does nothing else. */
  config: () => C;
  /** Connects to the servers and starts to listen. Adds a stop step for everything that it starts. */
  start: (stop: StopList, config: C) => Promise<StartedService>;
  /**
   * Returns the maximum time for the whole stop, in ms. This time must cover the longest stop step that the
   * configuration allows.
   */
  stopWithinMs?: (config: C) => number;
}

const DEFAULT_STOP_TIMEOUT_MS = 25_000;

/**
 * Runs a service in this process. Reads the configuration, starts the service, logs one start line, and runs the stop
 * list on SIGTERM or SIGINT. The process exits with 0 after a clean stop. It exits with 1 if the configuration is not
 * usable, if the start fails, or if a stop step fails or takes too long. After a second signal, an unhandled rejection,
 * or an uncaught exception, it exits with 1 immediately.
 */
export function runService<C>({
  name,
  config: readConfig,
  start,
  stopWithinMs = () => DEFAULT_STOP_TIMEOUT_MS,
}: RunServiceOptions<C>): void {
  const config = readConfigOrExit(name, readConfig);
  const stopTimeoutMs = stopWithinMs(config);
  let logger = createLogger({ service: name, instanceId: name, level: 'info' });
  const stopList = new StopList(({ name: step, error }) =>
    logger.error({ err: error, step }, 'A stop step failed. Continuing with the next one.'),
  );
  let isStopping = false;

  function exitWithErrorOn(event: 'unhandledRejection' | 'uncaughtException', message: string): void {
    process.on(event, (err: unknown) => {
      logger.fatal({ err }, message);
      process.exit(1);
    });
  }

  async function runStopList(): Promise<boolean> {
    isStopping = true;
    return withTimeout(stopList.run(), stopTimeoutMs, () => new StopTimeoutError(stopTimeoutMs)).catch(
      (err) => {
        logger.error({ err }, 'The stop took too long. Exiting before all steps have finished.');
        return false;
      },
    );
  }

  async function stopService(signal: string): Promise<void> {
    if (isStopping) {
      logger.warn({ signal }, 'Exiting at once after a second signal');
      process.exit(1);
    }
    logger.info({ signal }, 'Stopping');
    const hasStoppedCleanly = await runStopList();
    logger.info({ clean: hasStoppedCleanly }, 'Stopped');
    process.exit(hasStoppedCleanly ? 0 : 1);
  }

  exitWithErrorOn('unhandledRejection', 'Exiting after an unhandled rejection');
  exitWithErrorOn('uncaughtException', 'Exiting after an uncaught exception');
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stopService(signal));

  start(stopList, config).then(
    (started) => {
      logger = started.logger;
      logger.info(
        { version: readServiceVersion(), node: process.version, ...maskPasswords(started.endpoints) },
        `${name} started`,
      );
    },
    async (err) => {
      if (isStopping) return;
      logger.fatal({ err }, `${name} could not start. Exiting.`);
      await runStopList();
      process.exit(1);
    },
  );
}

function maskPasswords(endpoints: StartedService['endpoints']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(endpoints).map(([name, value]) => [name, redactUrl(String(value))]),
  );
}

class StopTimeoutError extends Error {
  constructor(ms: number) {
    super(`the stop took longer than ${ms} ms`);
    this.name = 'StopTimeoutError';
  }
}
