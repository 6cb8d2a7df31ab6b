import type { Outbox, OutboxChange } from './outbox.ts';

/**
 * Lets the clients of one process share an outbox. Only one client sends at a time, and all clients receive every
 * change.
 */
export function createInProcessSharing(): Pick<Outbox, 'lead' | 'publish' | 'subscribe'> {
  const changeListeners = new Set<(change: OutboxChange) => void>();
  let lastTaskPromise: Promise<unknown> = Promise.resolve();
  return {
    lead(task, signal) {
      const currentTaskPromise = lastTaskPromise.then(() => (signal.aborted ? undefined : task()));
      lastTaskPromise = currentTaskPromise.catch(() => undefined);
      return currentTaskPromise;
    },
    publish(change) {
      for (const listener of changeListeners) listener(change);
    },
    subscribe(listener) {
      changeListeners.add(listener);
      return () => changeListeners.delete(listener);
    },
  };
}
