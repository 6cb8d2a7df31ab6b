import type { Client } from './client.ts';

const WITHIN_MS = 60_000;
const LOOK_EVERY_MS = 50;

/** All are connected and in their rooms; rejects with who is not. */
export async function untilThere(clients: readonly Client[]): Promise<void> {
  const deadline = performance.now() + WITHIN_MS;
  for (;;) {
    const away = clients.filter((client) => !client.isThere);
    if (away.length === 0) return;
    if (performance.now() > deadline) {
      const some = away.slice(0, 5).map((client) => client.describe());
      throw new Error(`${away.length} clients did not get in:\n${some.join('\n')}`);
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}
