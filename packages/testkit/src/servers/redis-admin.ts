import { createClient } from 'redis';

const TIMEOUT_MS = 1_000;

/**
 * The client that every other client is a duplicate of. The library builds a class with all commands for each new
 * client, which takes tens of milliseconds of CPU time. Duplicates share the class.
 */
let template: ReturnType<typeof createTemplate> | undefined;

const createTemplate = () => createClient({ disableClientInfo: true });

function createAdminClient(url: string): ReturnType<typeof createTemplate> {
  template ??= createTemplate();
  return template.duplicate({
    url,
    socket: { connectTimeout: TIMEOUT_MS, socketTimeout: TIMEOUT_MS, reconnectStrategy: false },
  });
}

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
