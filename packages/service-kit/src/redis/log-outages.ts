import type { Logger } from '../logging/create-logger.ts';
import type { RedisClient } from './redis-client.ts';

interface OutageLogOptions {
  readonly logger: Logger;
  /** The fields of each log message, which tell which connection it is about. */
  readonly fields: Readonly<Record<string, string>>;
}

const RECOVERY_CHECK_INTERVAL_MS = 1_000;

/**
 * Logs one message when the connection is lost and one when the probe succeeds again, no matter how many reconnection
 * attempts there are in between.
 */
export function logOutages(
  client: RedisClient,
  probe: () => Promise<unknown>,
  { logger, fields }: OutageLogOptions,
): void {
  let isRedisDown = false;
  client.on('error', (err) => {
    if (isRedisDown) return;
    isRedisDown = true;
    logger.warn({ err, ...fields }, 'The connection to Redis is lost. Reconnecting.');
  });
  const logRecovery = () => {
    if (isRedisDown) logger.info(fields, 'The connection to Redis is back');
    isRedisDown = false;
  };
  const checkRecovery = () => {
    if (!isRedisDown || !client.isReady) return;
    // If the probe fails, the connection cannot be used yet, for example because the server has not found its cluster.
    probe().then(logRecovery, () => setTimeout(checkRecovery, RECOVERY_CHECK_INTERVAL_MS).unref());
  };
  client.on('ready', checkRecovery);
}
