/**
 * Runs the task once at a time; however often it is asked for while it runs, it runs exactly once more afterwards.
 * The promise settles when nothing is left to do.
 */
export function coalesced(task: () => Promise<void>): () => Promise<void> {
  const run = coalescedByKey(task);
  return () => run('');
}

/** The same, for each key by itself. */
export function coalescedByKey(task: (key: string) => Promise<void>): (key: string) => Promise<void> {
  const running = new Map<string, { again: boolean; readonly done: Promise<void> }>();
  return (key) => {
    const known = running.get(key);
    if (known) {
      known.again = true;
      return known.done;
    }
    const run = async () => {
      let entry = running.get(key);
      do {
        if (entry) entry.again = false;
        await task(key);
        entry = running.get(key);
      } while (entry?.again);
    };
    const done = Promise.resolve()
      .then(run)
      .finally(() => running.delete(key));
    running.set(key, { again: false, done });
    return done;
  };
}
