import type { Logger } from '../logging/create-logger.ts';
import { UnreachableError } from '../unreachable-error.ts';
import { addJitter } from '../waiting.ts';
import { createRedisClient, type RedisClient, type RedisServer } from './redis-client.ts';
import { type RedisProbe, watchRedisConnection } from './watch-connection.ts';

interface ConnectRedisOptions extends RedisServer {
  name: string;
  logger: Logger;
  /** Whether commands wait while the server is down, instead of failing immediately. */
  queue?: boolean;
  /**
   * Checks whether the server is usable, by sending a command that the service needs, such as a write. The client calls
   * the probe every second. If the server is a read-only replica and rejects the command, the client opens a new
   * connection, because after a failover, new connections reach the current master. Defaults to `PING`.
   */
  probe?: RedisProbe;
  /** The time limit for the first connection, in ms. */
  deadlineMs?: number;
}

const DEFAULT_CONNECT_DEADLINE_MS = 30_000;
const MAX_RECONNECT_DELAY_MS = 2_000;
const sendPing: RedisProbe = (client) => client.sendCommand(['PING']);

/**
 * Connects to Redis, and reconnects after every outage, however long it lasts. Every command settles: it fails
 * immediately while the server is down (unless `queue` is set), and within about 3 s while the server is frozen. Each
 * `ready` event after the first one means that the client may have missed messages. Do not use blocking commands. To
 * open another connection, call this function again instead of `duplicate()`. Throws `UnreachableError` if the server
 * does not answer within the deadline.
 */
export async function connectRedis(options: ConnectRedisOptions): Promise<RedisClient> {
  const {
    url,
    ca,
    name,
    logger,
    queue = false,
    probe = sendPing,
    deadlineMs = DEFAULT_CONNECT_DEADLINE_MS,
  } = options;
  const deadline = performance.now() + deadlineMs;
  let hasClientBeenReady = false;
  const client = createRedisClient({
    url,
    ca,
    name,
    queue,
    reconnectStrategy: (retries, cause) =>
      hasClientBeenReady || performance.now() < deadline
        ? addJitter(Math.min(MAX_RECONNECT_DELAY_MS / 1.5, 50 * 2 ** Math.min(retries, 10)), 0.5)
        : cause,
  });
  client.once('ready', () => {
    hasClientBeenReady = true;
  });
  logOutages(client, probe, options);
  await client.connect().catch((cause) => {
    throw new UnreachableError('Redis', url, cause);
  });
  watchRedisConnection(client, probe, logger);
  return client;
}

/**
 * Logs one message when the connection is lost and one when the probe succeeds again, no matter how many reconnection
 * attempts there are in between.
 */
function logOutages(client: RedisClient, probe: RedisProbe, { logger, name }: ConnectRedisOptions): void {
  let isRedisDown = false;
  client.on('error', (err) => {
    if (isRedisDown) return;
    isRedisDown = true;
    logger.warn({ err, connection: name }, 'The connection to Redis is lost. Reconnecting.');
  });
  const logRecovery = () => {
    if (isRedisDown) logger.info({ connection: name }, 'The connection to Redis is back');
    isRedisDown = false;
  };
  client.on('ready', () => {
    // If the probe fails, the connection cannot be used yet, and `watchRedisConnection` opens another one.
    if (isRedisDown) probe(client).then(logRecovery, () => {});
  });
}
