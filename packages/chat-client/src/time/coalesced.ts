/**
 * Returns a function that runs the task, but never twice at the same time. Calls during a run cause exactly one more
 * run after it. The returned promise settles when all of these runs have ended.
 */
export function coalesce(task: () => Promise<void>): () => Promise<void> {
  const runCoalesced = coalesceByKey(task);
  return () => runCoalesced('');
}

/**
 * Returns a function that coalesces runs of the task per key: never two runs for one key at the same time, and calls
 * during a run cause exactly one more run for that key.
 */
export function coalesceByKey(task: (key: string) => Promise<void>): (key: string) => Promise<void> {
  const runsByKey = new Map<string, { again: boolean; done: Promise<void> }>();
  return (key) => {
    const currentRun = runsByKey.get(key);
    if (currentRun) {
      currentRun.again = true;
      return currentRun.done;
    }
    const newRun = { again: false, done: Promise.resolve() };
    const runWhileRequested = async () => {
      try {
        do {
          newRun.again = false;
          await task(key);
        } while (newRun.again);
      } finally {
        // Delete the entry in the same tick as the last check of `again`. Otherwise a call between the check and
        // the deletion would be lost.
        runsByKey.delete(key);
      }
    };
    runsByKey.set(key, newRun);
    newRun.done = Promise.resolve().then(runWhileRequested);
    return newRun.done;
  };
}
