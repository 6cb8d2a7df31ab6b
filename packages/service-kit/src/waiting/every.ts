import type { Stoppable } from '../life/stoppable.ts';
import type { Logger } from '../logging/create-logger.ts';
import { jittered } from './jittered.ts';

interface EveryOptions {
  logger: Logger;
  /** Names the task in the log line of a failure. */
  name: string;
  /** Spread of the pause; see `jittered`. */
  jitter?: number;
}

/**
 * Runs a task again and again, `ms` after the end of the run before, the first one after `ms`.
 * Runs never overlap, a failure is logged and the next run comes all the same, and the timer does not keep the
 * process alive. `stop` resolves when the run under way has ended.
 */
export const every = (ms: number, task: () => Promise<void> | void, options: EveryOptions): Stoppable => {
  let stopped = false;
  let running: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout;

  const runOnce = async (): Promise<void> => {
    try {
      await task();
    } catch (err) {
      options.logger.error(
        { err, task: options.name },
        'A repeated task failed; it runs again at its next turn',
      );
    }
    if (!stopped) schedule();
  };
  const schedule = (): void => {
    timer = setTimeout(
      () => {
        running = runOnce();
      },
      jittered(ms, options.jitter),
    );
    timer.unref();
  };

  schedule();
  return {
    stop: () => {
      stopped = true;
      clearTimeout(timer);
      return running;
    },
  };
};
