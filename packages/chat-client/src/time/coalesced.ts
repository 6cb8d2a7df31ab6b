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
      try {
        do {
          entry.again = false;
          await task(key);
        } while (entry.again);
      } finally {
        // At once: who asks from now on is not heard by this loop any more.
        running.delete(key);
      }
    };
    const entry = { again: false, done: Promise.resolve().then(run) };
    running.set(key, entry);
    return entry.done;
  };
}
