/**
 * Runs the task while no other tab of this origin runs a task with the same lock. Without Web Locks, runs the task at
 * once: Node and pages over plain HTTP have no locks, and browsers that block storage deny access to them. If `signal`
 * fires before the task has started, the task does not run, and the promise rejects.
 */
export async function runInOneTab<T>(lock: string, task: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  const webLocks = globalThis.navigator?.locks;
  if (!webLocks) return task();
  let hasTaskStarted = false;
  const startTask = () => {
    hasTaskStarted = true;
    return task();
  };
  try {
    return await webLocks.request(lock, signal ? { signal } : {}, startTask);
  } catch (error) {
    if (hasTaskStarted || signal?.aborted) throw error;
    return task();
  }
}
