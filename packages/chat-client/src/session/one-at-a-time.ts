/**
 * A task that runs once at a time over all tabs of this origin (Web Locks). Where there are none (Node, plain http on
 * another host), it runs at once.
 */
export const oneAtATime = <T>(name: string, task: () => Promise<T>): Promise<T> =>
  globalThis.navigator?.locks ? navigator.locks.request(name, task) : task();
