/** Everything that depends on the clock or on chance, in one place, so that tests can stand in for it. */
export interface Time {
  /** Milliseconds of the local clock. */
  now(): number;
  /** At least 0, below 1. */
  random(): number;
  /** Resolves after `ms`, or at once when `signal` fires. Never rejects. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

export const realTime: Time = {
  now: Date.now,
  random: Math.random,
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      if (signal.aborted) return resolve();
      const done = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      signal.addEventListener('abort', done);
    }),
};
