/** Returns a signal that aborts after `ms` milliseconds, and a function that cancels the timeout. */
export function createTimeoutSignal(ms: number): { signal: AbortSignal; cancel: () => void } {
  const abortController = new AbortController();
  const abortTimer = setTimeout(() => abortController.abort(), ms);
  return { signal: abortController.signal, cancel: () => clearTimeout(abortTimer) };
}
