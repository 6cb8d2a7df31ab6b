import { createClient } from 'redis';

const TIMEOUT_MS = 1_000;

const createAdminClient = (url: string) =>
  createClient({
    url,
    disableClientInfo: true,
    socket: { connectTimeout: TIMEOUT_MS, socketTimeout: TIMEOUT_MS, reconnectStrategy: false },
  });

/** Runs `work` with a connection to a Redis server or a Sentinel, which is closed afterward. */
export async function withAdminClient<T>(
  url: string,
  work: (client: ReturnType<typeof createAdminClient>) => Promise<T>,
): Promise<T> {
  const client = createAdminClient(url);
  client.on('error', () => {
    // Ignore the `error` event, because the calls below reject with the same error.
  });
  try {
    await client.connect();
    return await work(client);
  } finally {
    client.destroy();
  }
}
