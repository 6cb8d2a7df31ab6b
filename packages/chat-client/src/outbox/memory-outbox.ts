import { createInProcessSharing } from './in-process.ts';
import type { Outbox, OutboxItem } from './outbox.ts';

/**
 * Creates an outbox that keeps its items in memory until the process exits. Several clients of one user may share it.
 */
export function memoryOutbox(): Outbox {
  const itemsById = new Map<string, OutboxItem>();
  const sharing = createInProcessSharing();
  const publishChange = () => sharing.publish({ type: 'changed' });
  return {
    ...sharing,
    list: async () => [...itemsById.values()],
    async add(item) {
      itemsById.delete(item.clientMsgId);
      itemsById.set(item.clientMsgId, item);
      publishChange();
    },
    async mark(clientMsgId, change) {
      const item = itemsById.get(clientMsgId);
      if (item) itemsById.set(clientMsgId, { ...item, ...change });
      publishChange();
    },
    async remove(clientMsgId) {
      if (itemsById.delete(clientMsgId)) publishChange();
    },
    async clear() {
      itemsById.clear();
      publishChange();
    },
    close: async () => undefined,
  };
}
