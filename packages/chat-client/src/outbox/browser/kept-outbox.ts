import { coalesce } from '../../time/coalesced.ts';
import type { Outbox, OutboxItem } from '../outbox.ts';
import { type ItemChange, withChange } from '../outbox-change.ts';
import type { ItemStore } from './item-store.ts';
import type { TabSharing } from './tab-sharing.ts';

/** An outbox whose items survive a reload of the page while the browser's storage works. */
export interface BrowserOutbox extends Outbox {
  /** Returns whether a reload of the page would now lose items, because the browser has not stored them. */
  wouldLoseItems(): boolean;
}

const RETRY_MS = 5_000;

/**
 * Creates an outbox that keeps its items in memory and in a store. While the store does not work, the outbox goes on in
 * memory. When the store works again, it receives all changes that it has missed. No method rejects.
 */
export function keptOutbox(store: ItemStore, sharing: TabSharing, retryMs = RETRY_MS): BrowserOutbox {
  let items: readonly OutboxItem[] = [];
  let missed: readonly ItemChange[] = [];
  let isStoreWorking = true;
  let isClosed = false;
  let retry: ReturnType<typeof setTimeout> | undefined;
  const apply = (change: ItemChange) => {
    items = withChange(items, change);
    missed = [...missed, change];
  };

  const synchronize = coalesce(async () => {
    clearTimeout(retry);
    const changes = missed;
    try {
      const storedItems = await store.synchronize(changes, items);
      missed = missed.slice(changes.length);
      items = missed.reduce(withChange, storedItems);
      isStoreWorking = true;
    } catch {
      isStoreWorking = false;
      sharing.sendAlone();
      if (!isClosed) retry = setTimeout(retryNow, retryMs);
    }
  });
  const retryNow = async () => {
    await synchronize();
    if (isStoreWorking) sharing.publish({ type: 'changed' });
  };
  const change = async (made: ItemChange) => {
    apply(made);
    await synchronize();
    const removedId = made.type === 'remove' ? made.clientMsgId : undefined;
    sharing.publish({ type: 'changed', ...(removedId !== undefined && { removedId }) });
  };
  sharing.onRemoved((clientMsgId) => {
    items = withChange(items, { type: 'remove', clientMsgId });
  });

  return {
    lead: sharing.lead,
    publish: sharing.publish,
    subscribe: sharing.subscribe,
    wouldLoseItems: () => items.length > 0 && (!isStoreWorking || missed.length > 0),
    async list() {
      await synchronize();
      return items;
    },
    add: (item) => change({ type: 'add', item }),
    mark: (clientMsgId, marked) => change({ type: 'mark', clientMsgId, change: marked }),
    remove: (clientMsgId) => change({ type: 'remove', clientMsgId }),
    clear: () => change({ type: 'clear' }),
    async close() {
      isClosed = true;
      sharing.close();
      if (missed.length > 0) await synchronize();
      clearTimeout(retry);
      store.close();
    },
  };
}
