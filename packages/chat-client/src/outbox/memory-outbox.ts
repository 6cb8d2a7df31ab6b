import { shareInProcess } from './in-process.ts';
import type { Outbox, OutboxItem } from './outbox.ts';

/**
 * Creates an outbox that keeps its items in memory until the process exits. Several clients of one user may share it.
 */
export function memoryOutbox(): Outbox {
  const items = new Map<string, OutboxItem>();
  const sharing = shareInProcess();
  const publishChange = () => sharing.publish({ type: 'changed' });
  return {
    ...sharing,
    list: async () => [...items.values()],
    async add(item) {
      items.delete(item.clientMsgId);
      items.set(item.clientMsgId, item);
      publishChange();
    },
    async mark(clientMsgId, change) {
      const item = items.get(clientMsgId);
      if (item) items.set(clientMsgId, { ...item, ...change });
      publishChange();
    },
    async remove(clientMsgId) {
      if (items.delete(clientMsgId)) publishChange();
    },
    async clear() {
      items.clear();
      publishChange();
    },
    close: async () => undefined,
  };
}
