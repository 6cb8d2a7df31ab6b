/** Thrown if the browser storage does not answer in time. */
export class TimeoutError extends Error {}

/** Returns the result of `work`. Rejects if `work` takes longer than `ms`. */
export async function withTimeout<T>(ms: number, work: Promise<T>): Promise<T> {
  let timeoutTimer: ReturnType<typeof setTimeout> | undefined;
  const timeoutPromise = new Promise<never>((_, reject) => {
    timeoutTimer = setTimeout(
      () => reject(new TimeoutError('The browser storage did not answer.')),
      Math.max(0, ms),
    );
  });
  try {
    return await Promise.race([work, timeoutPromise]);
  } finally {
    clearTimeout(timeoutTimer);
  }
}
