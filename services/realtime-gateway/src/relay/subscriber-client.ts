import { createTlsOptions, type RedisServer } from '@kcs/service-kit';
import { createClient } from 'redis';

export type SubscriberClient = ReturnType<typeof createClientWithoutReconnect>;

const REDIS_CONNECT_TIMEOUT_MS = 3_000;
/** The time after which a connection without traffic is closed. The canary sends a message every second. */
const IDLE_CONNECTION_TIMEOUT_MS = 5_000;

/**
 * The client that every other client is a duplicate of. The library builds a class with all commands for each new
 * client, which takes tens of milliseconds of CPU time. Duplicates share the class.
 */
let template: ReturnType<typeof createTemplate> | undefined;

const createTemplate = () =>
  // Disable client info. Otherwise, the client sends a command that the gateway's Redis user is not allowed to use.
  createClient({ RESP: 2, disableClientInfo: true });

/**
 * Returns a Redis client that does not reconnect by itself. The subscriber replaces a lost connection and subscribes to
 * every channel again.
 */
export function createClientWithoutReconnect({ url, ca }: RedisServer) {
  template ??= createTemplate();
  return template.duplicate({
    url,
    socket: {
      reconnectStrategy: false,
      connectTimeout: REDIS_CONNECT_TIMEOUT_MS,
      socketTimeout: IDLE_CONNECTION_TIMEOUT_MS,
      ...createTlsOptions({ url, ca }),
    },
  });
}
