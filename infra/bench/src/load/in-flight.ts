/**
 * Runs `count` operations, up to `concurrency` at the same time. After the first failure, starts no further operation,
 * and rejects with that failure.
 */
export async function runInFlight(
  count: number,
  concurrency: number,
  operate: (n: number) => Promise<unknown>,
  signal?: AbortSignal,
): Promise<void> {
  let startedCount = 0;
  let failed = false;
  const runLoop = async () => {
    while (startedCount < count && !failed) {
      signal?.throwIfAborted();
      startedCount += 1;
      await operate(startedCount).catch((error: unknown) => {
        failed = true;
        throw error;
      });
    }
  };
  await Promise.all(Array.from({ length: Math.min(concurrency, count) }, runLoop));
}
