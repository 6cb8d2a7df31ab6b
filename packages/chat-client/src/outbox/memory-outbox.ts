import { shareInProcess } from './in-process.ts';
import type { Outbox, OutboxItem } from './outbox.ts';

/**
 * Creates an outbox that keeps its items in memory until the process exits. Several clients of one user may share it.
 */
export function memoryOutbox(): Outbox {
  const items = new Map<string, OutboxItem>();
  const shared = shareInProcess();
  const changed = () => shared.publish({ type: 'changed' });
  return {
    ...shared,
    list: async () => [...items.values()],
    async add(item) {
      items.delete(item.clientMsgId);
      items.set(item.clientMsgId, item);
      changed();
    },
    async mark(clientMsgId, change) {
      const item = items.get(clientMsgId);
      if (item) items.set(clientMsgId, { ...item, ...change });
      changed();
    },
    async remove(clientMsgId) {
      if (items.delete(clientMsgId)) changed();
    },
    async clear() {
      items.clear();
      changed();
    },
    close: async () => undefined,
  };
}
