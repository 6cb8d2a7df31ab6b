import { setTimeout } from 'node:timers/promises';

/** Asks again and again until the answer satisfies, and gives it. @throws after `ms` with the last answer */
export async function until<T>(
  look: () => Promise<T> | T,
  good: (answer: T) => boolean,
  ms = 30_000,
): Promise<T> {
  const end = performance.now() + ms;
  for (;;) {
    const answer = await look();
    if (good(answer)) return answer;
    if (performance.now() > end) throw new Error(`Not within ${ms} ms; last: ${JSON.stringify(answer)}`);
    await setTimeout(10);
  }
}
