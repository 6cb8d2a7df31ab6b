import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from './logging/create-logger.ts';
import type { Stoppable } from './stoppable.ts';

/**
 * Returns `ms`, randomly increased or decreased by up to the fraction `spread`, so that replicas do not act at the same
 * time.
 */
export function addJitter(ms: number, spread = 0.2): number {
  return Math.max(0, Math.round(ms * (1 + spread * (2 * Math.random() - 1))));
}

/** Resolves after `ms`. Rejects with an `AbortError` if the signal is aborted first. */
export async function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  await delay(ms, undefined, signal === undefined ? {} : { signal });
}

/**
 * Settles like `work` if it settles within `ms`. Otherwise rejects with the error that `late` returns. Does not cancel
 * `work`.
 */
export function withTimeout<T>(work: Promise<T>, ms: number, late: () => Error): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const timeoutTimer = setTimeout(() => reject(late()), ms);
    work.then(resolve, reject).finally(() => clearTimeout(timeoutTimer));
  });
}

interface RetryOptions {
  /** The maximum number of attempts. By default, attempts continue until the signal is aborted. */
  attempts?: number;
  /** The first pause, in ms. Each further pause is twice as long, up to `maxMs`. */
  baseMs: number;
  maxMs: number;
  signal?: AbortSignal;
}

/**
 * Runs the task until it succeeds. The pauses between attempts grow exponentially, with random jitter. If the attempts
 * run out or the signal is aborted, rejects with the task's last error.
 */
export async function retry<T>(task: () => Promise<T>, options: RetryOptions): Promise<T> {
  const { attempts = Number.POSITIVE_INFINITY, baseMs, maxMs, signal } = options;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await task();
    } catch (error) {
      if (attempt >= attempts || signal?.aborted) throw error;
      const pauseMs = addJitter(Math.min(maxMs, baseMs * 2 ** Math.min(attempt - 1, 30)), 0.5);
      // If the signal aborts the pause, throw the task's own error, which says more than "aborted".
      await sleep(pauseMs, signal).catch(() => Promise.reject(error));
    }
  }
}

interface RepeatOptions {
  logger: Logger;
  /** The task's name in log lines. */
  name: string;
  /** The maximum fraction by which each pause is randomly lengthened or shortened: the `spread` of `addJitter`. */
  jitter?: number;
}

/**
 * Runs the task repeatedly, with a pause of `ms` before the first run and after each run. Runs never overlap. A failed
 * run is logged and does not end the repetition. The timer does not keep the process alive. `stop` waits for a run in
 * progress.
 */
export function repeatEvery(ms: number, task: () => Promise<void> | void, options: RepeatOptions): Stoppable {
  const { logger, name, jitter } = options;
  let isStopped = false;
  let currentRun: Promise<void> = Promise.resolve();
  let nextRunTimer: NodeJS.Timeout;

  async function runOnce(): Promise<void> {
    try {
      await task();
    } catch (err) {
      logger.error({ err, task: name }, 'A periodic task failed and will run again');
    }
    if (!isStopped) scheduleNextRun();
  }

  function scheduleNextRun(): void {
    nextRunTimer = setTimeout(
      () => {
        currentRun = runOnce();
      },
      addJitter(ms, jitter),
    );
    nextRunTimer.unref();
  }

  scheduleNextRun();
  return {
    stop: () => {
      isStopped = true;
      clearTimeout(nextRunTimer);
      return currentRun;
    },
  };
}
