/**
 * Returns a function that never runs the task twice at the same time. Any number of calls during a run cause exactly
 * one more run after it. The promise settles when nothing is left to do.
 */
export function coalesced(task: () => Promise<void>): () => Promise<void> {
  const run = coalescedByKey(task);
  return () => run('');
}

/** Like `coalesced`, for each key separately. */
export function coalescedByKey(task: (key: string) => Promise<void>): (key: string) => Promise<void> {
  const running = new Map<string, { again: boolean; done: Promise<void> }>();
  return (key) => {
    const known = running.get(key);
    if (known) {
      known.again = true;
      return known.done;
    }
    const entry = { again: false, done: Promise.resolve() };
    const run = async () => {
      try {
        do {
          entry.again = false;
          await task(key);
        } while (entry.again);
      } finally {
        // Delete in the same turn as the last check of `again`, or this loop would miss a later call.
        running.delete(key);
      }
    };
    running.set(key, entry);
    entry.done = Promise.resolve().then(run);
    return entry.done;
  };
}
