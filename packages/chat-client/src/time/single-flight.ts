/**
 * Returns a function that runs the task, but never twice at the same time for one key. Calls during a run share the
 * result of that run.
 */
export function singleFlight<T>(task: (key: string) => Promise<T>): (key: string) => Promise<T> {
  const runPromisesByKey = new Map<string, Promise<T>>();
  return (key) => {
    const currentRunPromise = runPromisesByKey.get(key);
    if (currentRunPromise) return currentRunPromise;
    const newRunPromise = task(key).finally(() => runPromisesByKey.delete(key));
    runPromisesByKey.set(key, newRunPromise);
    return newRunPromise;
  };
}
