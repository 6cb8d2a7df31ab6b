import type { LibraryClient } from './library-client.ts';

const LOOK_EVERY_MS = 50;

/** Waits until no outbox holds anything; answers how many messages are left after `withinMs`. */
export async function untilSent(clients: readonly LibraryClient[], withinMs: number): Promise<number> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const left = clients.reduce((all, { unsent }) => all + unsent, 0);
    if (left === 0 || performance.now() > deadline) return left;
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}
