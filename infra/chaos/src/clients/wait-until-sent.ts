import { setTimeout as sleep } from 'node:timers/promises';
import { CLIENT_POLL_INTERVAL_MS, type LibraryClient } from './library-client.ts';

/**
 * Waits until the outboxes of all clients are empty, but for no longer than `withinMs`. Returns the number of messages
 * that are still unsent.
 */
export async function waitUntilSent(clients: readonly LibraryClient[], withinMs: number): Promise<number> {
  const waitDeadline = performance.now() + withinMs;
  for (;;) {
    const unsentCount = clients.reduce((total, client) => total + client.unsent, 0);
    if (unsentCount === 0 || performance.now() > waitDeadline) return unsentCount;
    await sleep(CLIENT_POLL_INTERVAL_MS);
  }
}
