import { setTimeout as sleep } from 'node:timers/promises';

const FIRST_MS = 200;
const LONGEST_MS = 10_000;

/** Anything of the system that can be started. */
interface Startable {
  start(): Promise<void>;
}

/**
 * Starts again what has ended, as the supervisor of `npm start` does: after 200 ms, and with doubled waits for as long
 * as it ends again. Resolves when it is usable.
 */
export async function bringBack(process: Startable, signal: AbortSignal): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    await sleep(Math.min(LONGEST_MS, FIRST_MS * 2 ** attempt), undefined, { signal });
    try {
      await process.start();
      return;
    } catch {
      // It ended again, perhaps because something that it needs is not there yet.
    }
  }
}
