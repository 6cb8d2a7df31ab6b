import { createClient } from 'redis';
import type { Logger } from '../logging/create-logger.ts';
import { UnreachableError } from '../unreachable-error.ts';
import { jittered } from '../waiting/jittered.ts';
import { watchConnection } from './watch-connection.ts';

interface RedisOptions {
  url: string;
  name: string;
  logger: Logger;
  /** Keep commands until the server is back, instead of refusing them at once. */
  queue?: boolean;
  /** How long the first connection may take. */
  deadlineMs?: number;
}

const DEADLINE_MS = 30_000;
const CONNECT_TIMEOUT_MS = 2_000;
/** Ends a handshake that a frozen server never answers; a live connection is watched more closely than this. */
const HANDSHAKE_TIMEOUT_MS = 5_000;
const RECONNECT_MAX_MS = 2_000;

const create = (
  options: RedisOptions,
  reconnectStrategy: (retries: number, cause: Error) => number | Error,
) =>
  createClient({
    url: options.url,
    name: options.name,
    RESP: 3,
    disableOfflineQueue: options.queue !== true,
    socket: { connectTimeout: CONNECT_TIMEOUT_MS, socketTimeout: HANDSHAKE_TIMEOUT_MS, reconnectStrategy },
  });

export type RedisClient = ReturnType<typeof create>;

/** One line when the connection goes and one when it is back, however many attempts lie between. */
const logOutages = (client: RedisClient, { logger, name }: RedisOptions): void => {
  let away = false;
  client.on('error', (err) => {
    if (away) return;
    away = true;
    logger.warn({ err, connection: name }, 'The connection to Redis is lost; reconnecting');
  });
  client.on('ready', () => {
    if (away) logger.info({ connection: name }, 'The connection to Redis is back');
    away = false;
  });
};

/**
 * A client that reconnects for ever and whose every command ends: refused at once while Redis is away (unless
 * `queue`), failed within about 3 s when the server is frozen. Each `ready` event after the first may follow lost
 * subscriptions and messages. For blocking commands take another client; for a second connection call this again,
 * since a `duplicate()` is not watched.
 * @throws UnreachableError when the server does not answer within the deadline
 */
export const connectRedis = async (options: RedisOptions): Promise<RedisClient> => {
  const deadline = performance.now() + (options.deadlineMs ?? DEADLINE_MS);
  let everReady = false;
  const client = create(options, (retries, cause) =>
    everReady || performance.now() < deadline
      ? jittered(Math.min(RECONNECT_MAX_MS / 1.5, 50 * 2 ** Math.min(retries, 10)), 0.5)
      : cause,
  );
  client.once('ready', () => {
    everReady = true;
  });
  logOutages(client, options);
  await client.connect().catch((cause) => {
    throw new UnreachableError('Redis', options.url, cause);
  });
  watchConnection(client, options.logger);
  return client;
};
