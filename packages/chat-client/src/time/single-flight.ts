/**
 * Returns a function that runs the task, but never twice at the same time for one key. Calls during a run share the
 * result of that run.
 */
export function singleFlight<T>(task: (key: string) => Promise<T>): (key: string) => Promise<T> {
  const runsByKey = new Map<string, Promise<T>>();
  return (key) => {
    const currentRun = runsByKey.get(key);
    if (currentRun) return currentRun;
    const newRun = task(key).finally(() => runsByKey.delete(key));
    runsByKey.set(key, newRun);
    return newRun;
  };
}
