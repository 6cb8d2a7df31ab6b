/**
 * Runs the task once at a time; however often it is asked for while it runs, it runs exactly once more afterwards.
 * The promise settles when nothing is left to do.
 */
export function coalesced(task: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  let again = false;
  const run = async () => {
    do {
      again = false;
      await task();
    } while (again);
  };
  return () => {
    if (running) again = true;
    running ??= run().finally(() => {
      running = undefined;
    });
    return running;
  };
}
