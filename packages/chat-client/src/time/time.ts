import { Stop } from './stop.ts';

/** The clock, waiting, and randomness in one place, so that tests can replace them. */
export interface Time {
  /** Milliseconds of the local clock. */
  now(): number;
  /** A number in [0, 1). */
  random(): number;
  /** Resolves after `ms`, or as soon as `stop` fires. Never rejects. */
  sleep(ms: number, stop: Stop): Promise<void>;
}

export const realTime: Time = {
  now: Date.now,
  random: Math.random,
  sleep: (ms, stop) =>
    new Promise((resolve) => {
      const over = new Stop(stop);
      const timer = setTimeout(over.stop, ms);
      over.onStop(() => clearTimeout(timer));
      over.onStop(resolve);
    }),
};
