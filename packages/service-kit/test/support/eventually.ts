import { setTimeout } from 'node:timers/promises';

/** Resolves with the first truthy answer; rejects after `ms` naming what was waited for. */
export const eventually = async <T>(
  what: string,
  look: () => T | Promise<T>,
  ms = 10_000,
): Promise<NonNullable<T>> => {
  const deadline = performance.now() + ms;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (performance.now() > deadline) throw new Error(`not seen within ${ms} ms: ${what}`);
    await setTimeout(10);
  }
};
