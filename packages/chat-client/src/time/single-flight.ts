/**
 * Returns a function that runs the task, but never twice at the same time for one key. Calls during a run share the
 * result of that run.
 */
export function singleFlight<T>(task: (key: string) => Promise<T>): (key: string) => Promise<T> {
  const running = new Map<string, Promise<T>>();
  return (key) => {
    const currentRun = running.get(key);
    if (currentRun) return currentRun;
    const run = task(key).finally(() => running.delete(key));
    running.set(key, run);
    return run;
  };
}
