/**
 * Returns a function that runs the task, but never twice at the same time. However many calls arrive during a run, the
 * task runs exactly once more afterward. The returned promise settles when all of these runs have ended.
 */
export function coalesce(task: () => Promise<void>): () => Promise<void> {
  const runCoalesced = coalesceByKey(task);
  return () => runCoalesced('');
}

/**
 * Returns a function that runs the task for a key, but never twice at the same time for the same key. However many
 * calls arrive for a key during a run, the task runs exactly once more for that key.
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
