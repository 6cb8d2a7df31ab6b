import { setTimeout } from 'node:timers/promises';

const PAUSE_MS = 50;
const MOST_MS = 40_000;

/** Asks again until the answer is truthy, and returns it; what a test waits for that nobody announces. */
export async function until<T>(ask: () => Promise<T>): Promise<NonNullable<T>> {
  const end = Date.now() + MOST_MS;
  for (;;) {
    const answer = await ask().catch((error) => {
      if (Date.now() > end) throw error;
      return undefined;
    });
    if (answer) return answer;
    if (Date.now() > end) throw new Error('it did not come about in time');
    await setTimeout(PAUSE_MS);
  }
}
