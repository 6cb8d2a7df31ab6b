import type { Stop } from './stop.ts';

/** Everything that depends on the clock or on chance, in one place, so that tests can stand in for it. */
export interface Time {
  /** Milliseconds of the local clock. */
  now(): number;
  /** At least 0, below 1. */
  random(): number;
  /** Resolves after `ms`, or at once when `stop` is over. Never rejects. */
  sleep(ms: number, stop: Stop): Promise<void>;
}

export const realTime: Time = {
  now: Date.now,
  random: Math.random,
  sleep: (ms, stop) =>
    new Promise((resolve) => {
      const timer = setTimeout(() => {
        release();
        resolve();
      }, ms);
      const release = stop.onStop(() => {
        clearTimeout(timer);
        resolve();
      });
    }),
};
