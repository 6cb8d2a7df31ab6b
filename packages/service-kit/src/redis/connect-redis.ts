import type { Logger } from '../logging/create-logger.ts';
import { UnreachableError } from '../unreachable-error.ts';
import { jittered } from '../waiting.ts';
import { createRedisClient, type RedisClient } from './redis-client.ts';
import { watchConnection } from './watch-connection.ts';

interface ConnectRedisOptions {
  url: string;
  name: string;
  logger: Logger;
  /** If true, commands wait while the server is down instead of failing immediately. */
  queue?: boolean;
  /** Maximum time for the first connection, in ms. */
  deadlineMs?: number;
}

const DEADLINE_MS = 30_000;
const RECONNECT_MAX_MS = 2_000;

/**
 * Connects to Redis and reconnects forever. Every command settles: it fails immediately while the server is down
 * (unless `queue` is set), and within about 3 s while the server is frozen. Each later `ready` event means that
 * subscriptions and messages may have been lost. Do not use blocking commands. Call this function again instead of
 * `duplicate()`. Throws `UnreachableError` if the server does not answer within the deadline.
 */
export async function connectRedis(options: ConnectRedisOptions): Promise<RedisClient> {
  const { url, name, logger, queue = false, deadlineMs = DEADLINE_MS } = options;
  const deadline = performance.now() + deadlineMs;
  let hasBeenReady = false;
  const client = createRedisClient({
    url,
    name,
    queue,
    reconnectStrategy: (retries, cause) =>
      hasBeenReady || performance.now() < deadline
        ? jittered(Math.min(RECONNECT_MAX_MS / 1.5, 50 * 2 ** Math.min(retries, 10)), 0.5)
        : cause,
  });
  client.once('ready', () => {
    hasBeenReady = true;
  });
  logOutages(client, options);
  await client.connect().catch((cause) => {
    throw new UnreachableError('Redis', url, cause);
  });
  watchConnection(client, logger);
  return client;
}

/**
 * Logs one message when the connection is lost and one message when it is back, regardless of the number of reconnect
 * attempts.
 */
function logOutages(client: RedisClient, { logger, name }: ConnectRedisOptions): void {
  let isDown = false;
  client.on('error', (err) => {
    if (isDown) return;
    isDown = true;
    logger.warn({ err, connection: name }, 'The connection to Redis is lost. Reconnecting.');
  });
  client.on('ready', () => {
    if (isDown) logger.info({ connection: name }, 'The connection to Redis is back');
    isDown = false;
  });
}
