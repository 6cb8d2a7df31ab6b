import type { Stop } from '../../src/time/stop.ts';
import type { Time } from '../../src/time/time.ts';

interface Sleeper {
  readonly at: number;
  readonly order: number;
  wake(): void;
}

/**
 * A clock that jumps from timer to timer, so that simulated hours take milliseconds. Random numbers come from a seed,
 * so that every run can be repeated.
 */
export class VirtualTime implements Time {
  #now = Date.UTC(2026, 0, 31);
  #order = 0;
  #state: number;
  readonly #sleepers = new Set<Sleeper>();

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  now = (): number => this.#now;

  random = (): number => {
    // This is the mulberry32 random number generator.
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let randomBits = this.#state;
    randomBits = Math.imul(randomBits ^ (randomBits >>> 15), randomBits | 1);
    randomBits ^= randomBits + Math.imul(randomBits ^ (randomBits >>> 7), randomBits | 61);
    return ((randomBits ^ (randomBits >>> 14)) >>> 0) / 4_294_967_296;
  };

  sleep = (ms: number, stop?: Stop): Promise<void> =>
    new Promise((resolve) => {
      this.#order += 1;
      const sleeper = { at: this.#now + Math.max(0, ms), order: this.#order, wake: resolve };
      this.#sleepers.add(sleeper);
      stop?.onStop(() => {
        this.#sleepers.delete(sleeper);
        resolve();
      });
    });

  /** Advances the clock by `ms` milliseconds, and runs all timers that fire within that time. */
  async run(ms: number): Promise<void> {
    const endTime = this.#now + ms;
    for (;;) {
      await waitForPromises();
      let nextSleeper: Sleeper | undefined;
      for (const sleeper of this.#sleepers) {
        const isNextSleeper =
          !nextSleeper ||
          sleeper.at < nextSleeper.at ||
          (sleeper.at === nextSleeper.at && sleeper.order < nextSleeper.order);
        if (isNextSleeper) nextSleeper = sleeper;
      }
      if (!nextSleeper || nextSleeper.at > endTime) break;
      this.#sleepers.delete(nextSleeper);
      this.#now = nextSleeper.at;
      nextSleeper.wake();
    }
    this.#now = endTime;
  }
}

/** Resolves when all promises have settled except those that wait for a timer. */
const waitForPromises = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
