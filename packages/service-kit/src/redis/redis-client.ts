import { createClient } from 'redis';
import { usesRedisTls } from '../config/server-urls.ts';
import type { RedisServer } from './redis-server.ts';

interface RedisClientOptions extends Pick<RedisServer, 'url' | 'ca'> {
  readonly name: string;
  /** Whether commands wait while the server is down, instead of failing immediately. */
  readonly queue: boolean;
  readonly reconnectStrategy: false | ((retries: number, cause: Error) => number | Error);
}

const CONNECT_TIMEOUT_MS = 2_000;
/**
 * The time after which a connection without traffic is closed, so that a handshake with a frozen server does not hang.
 * After the handshake, `watchRedisConnection` notices a freeze sooner.
 */
const IDLE_CONNECTION_TIMEOUT_MS = 5_000;

/**
 * The client that every other client is a duplicate of. The library builds a class with all commands for each new
 * client, which takes tens of milliseconds of CPU time. Duplicates share the class.
 */
let template: ReturnType<typeof createTemplate> | undefined;

const createTemplate = () =>
  createClient({
    RESP: 3,
    // Disable client info and maintenance notifications. Both send commands that our Redis users may not run, and the
    // client library would hide the resulting errors.
    disableClientInfo: true,
    maintNotifications: 'disabled',
    // The library's limit of 5 s creates an abort signal with its own timer for every command, which costs 20 µs of CPU
    // each. `watchRedisConnection` settles the commands of a frozen server sooner.
    commandOptions: { timeout: undefined },
  });

/** Creates a Redis client with our settings. The client is not connected yet. */
export function createRedisClient({
  url,
  ca,
  name,
  queue,
  reconnectStrategy,
}: RedisClientOptions): ReturnType<typeof createTemplate> {
  template ??= createTemplate();
  return template.duplicate({
    url,
    name,
    disableOfflineQueue: !queue,
    socket: {
      connectTimeout: CONNECT_TIMEOUT_MS,
      socketTimeout: IDLE_CONNECTION_TIMEOUT_MS,
      reconnectStrategy,
      ...createTlsOptions({ url, ca }),
    },
  });
}

/** Returns the options that make a client's socket trust only the given authorities. */
export const createTlsOptions = ({ url, ca }: Pick<RedisServer, 'url' | 'ca'>) =>
  ca !== undefined && usesRedisTls(url) && ({ tls: true, ca } as const);

export type RedisClient = ReturnType<typeof createRedisClient>;
