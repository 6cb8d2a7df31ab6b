import { setTimeout } from 'node:timers/promises';

const LOOK_EVERY_MS = 25;

/**
 * The first answer of `look` that is neither false, null nor undefined. For what announces itself by no event.
 * Rejects after `ms`, naming what was waited for and how the last look failed, if it did.
 */
export const eventually = async <T>(
  what: string,
  look: () => T | Promise<T>,
  ms = 10_000,
): Promise<Exclude<NonNullable<T>, false>> => {
  const deadline = performance.now() + ms;
  for (;;) {
    let failure: unknown;
    try {
      const found = await look();
      if (found !== false && found !== null && found !== undefined)
        return found as Exclude<NonNullable<T>, false>;
    } catch (error) {
      failure = error;
    }
    if (performance.now() > deadline) {
      const why = failure === undefined ? '' : `; the last look failed: ${String(failure)}`;
      throw new Error(`not seen within ${ms} ms: ${what}${why}`, { cause: failure });
    }
    await setTimeout(LOOK_EVERY_MS);
  }
};
