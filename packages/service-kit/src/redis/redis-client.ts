import { createClient } from 'redis';

interface RedisClientOptions {
  readonly url: string;
  readonly name: string;
  /** Keep commands until the server is back instead of failing them at once. */
  readonly queue: boolean;
  readonly reconnectStrategy: (retries: number, cause: Error) => number | Error;
}

const CONNECT_TIMEOUT_MS = 2_000;
/** Limits the handshake with a frozen server. `watchConnection` watches an open connection more closely. */
const HANDSHAKE_TIMEOUT_MS = 5_000;

/** Creates a client with our settings. It is not connected yet. */
export function createRedisClient({ url, name, queue, reconnectStrategy }: RedisClientOptions) {
  return createClient({
    url,
    name,
    RESP: 3,
    // Otherwise the client sends commands that our users may not use, and hides that they are refused.
    disableClientInfo: true,
    maintNotifications: 'disabled',
    disableOfflineQueue: !queue,
    socket: { connectTimeout: CONNECT_TIMEOUT_MS, socketTimeout: HANDSHAKE_TIMEOUT_MS, reconnectStrategy },
  });
}

export type RedisClient = ReturnType<typeof createRedisClient>;
