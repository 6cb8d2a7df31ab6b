import type { Outbox, OutboxChange } from './outbox.ts';

/** How clients in one process share an outbox: who leads, and who is told. */
export function withinProcess(): Pick<Outbox, 'lead' | 'tell' | 'subscribe'> {
  const listeners = new Set<(change: OutboxChange) => void>();
  let last: Promise<unknown> = Promise.resolve();
  return {
    lead(task, signal) {
      const turn = last.then(() => (signal.aborted ? undefined : task()));
      last = turn.catch(() => undefined);
      return turn;
    },
    tell(change) {
      for (const listener of listeners) listener(change);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
