import { asApiError } from '../api/api-error.ts';

const FIRST_WAIT_MS = 800;
const LONGEST_WAIT_MS = 15_000;

/** Waits about `ms`, spread by a third; ends early when `signal` fires. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms * (0.85 + Math.random() * 0.3));
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

/** How long to wait before attempt number `attempt` (0 is the first repeat). */
export const backOff = (attempt: number): number => Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** attempt);

/** Repeats the task while its failure may pass, for as long as the client runs; throws what will not pass. */
export async function retrying<T>(task: () => Promise<T>, signal: AbortSignal): Promise<T> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await task();
    } catch (thrown) {
      const error = asApiError(thrown);
      if (!error.retryable || signal.aborted) throw error;
      await pause(error.retryAfterMs ?? backOff(attempt), signal);
    }
  }
}
