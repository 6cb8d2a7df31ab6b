import { createClient } from 'redis';
import { withTimeout } from '../waiting.ts';
import { createTlsOptions } from './redis-client.ts';
import type { RedisServer } from './redis-server.ts';

const TIMEOUT_MS = 1_000;

/**
 * The client that `askServer` duplicates. The library builds a class with all commands for each new client, which takes
 * tens of milliseconds of CPU time. Duplicates share the class.
 */
let askingClient: ReturnType<typeof createAskingClient> | undefined;

const createAskingClient = () => createClient({ RESP: 2, disableClientInfo: true });

/**
 * Sends one command over a connection of its own, and returns the reply. Throws if the server does not answer within a
 * second.
 */
export async function askServer(
  { url, ca }: Pick<RedisServer, 'url' | 'ca'>,
  command: readonly string[],
): Promise<unknown> {
  askingClient ??= createAskingClient();
  const client = askingClient.duplicate({
    url,
    socket: { reconnectStrategy: false, connectTimeout: TIMEOUT_MS, ...createTlsOptions({ url, ca }) },
  });
  client.on('error', () => {
    // Ignore the `error` event, because the calls below reject with the same error.
  });
  const ask = async () => {
    await client.connect();
    return client.sendCommand(command);
  };
  try {
    return await withTimeout(ask(), TIMEOUT_MS, () => new Error('Connection timeout'));
  } finally {
    client.destroy();
  }
}
