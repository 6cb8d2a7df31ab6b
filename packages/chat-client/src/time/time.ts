import { Stop } from './stop.ts';

/** The clock, timers, and randomness of a client. Tests replace them with virtual time. */
export interface Time {
  /** Returns the time of this device's clock in milliseconds. */
  now(): number;
  /** Returns a random number in [0, 1). */
  random(): number;
  /** Resolves after `ms` milliseconds, or as soon as `stop` fires. Never rejects. */
  sleep(ms: number, stop: Stop): Promise<void>;
}

export const systemTime: Time = {
  now: Date.now,
  random: Math.random,
  sleep: (ms, stop) =>
    new Promise((resolve) => {
      const wakeUpStop = new Stop(stop);
      const wakeUpTimer = setTimeout(wakeUpStop.stop, ms);
      wakeUpStop.onStop(() => clearTimeout(wakeUpTimer));
      wakeUpStop.onStop(resolve);
    }),
};
