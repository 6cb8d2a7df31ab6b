import { addJitter, sleep } from '@kcs/service-kit';

/** The pause after each page, so that an erasure in a large database leaves most of the CPU time to others. */
const PAUSE_BETWEEN_PAGES_MS = 10;

/**
 * Calls `readPage` with the key that the previous call returned, until a call returns null because no rows
 * are left. Throws if `signal` is aborted, so that the caller does not treat the walk as complete.
 */
export async function walkPages<K>(
  first: K,
  signal: AbortSignal,
  readPage: (after: K) => Promise<K | null>,
): Promise<void> {
  for (let key: K | null = first; ; ) {
    signal.throwIfAborted();
    key = await readPage(key);
    if (key === null) return;
    await sleep(addJitter(PAUSE_BETWEEN_PAGES_MS));
  }
}
