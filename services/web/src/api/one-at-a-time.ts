/**
 * A task that runs once at a time over all tabs of this origin (Web Locks), and whose callers in this tab share
 * one run. Where a page has no Web Locks (plain http on another host), it is once per tab.
 */
export function oneAtATime<T>(name: string, task: () => Promise<T>): () => Promise<T> {
  let running: Promise<T> | undefined;
  return () => {
    running ??= (navigator.locks ? navigator.locks.request(name, task) : task()).finally(() => {
      running = undefined;
    });
    return running;
  };
}
