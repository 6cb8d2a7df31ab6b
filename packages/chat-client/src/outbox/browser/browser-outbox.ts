import { coalesce } from '../../time/coalesced.ts';
import type { Outbox, OutboxItem } from '../outbox.ts';
import { applyItemChange, type OutboxItemChange } from '../outbox-change.ts';
import type { ItemStore } from './item-store.ts';
import type { TabSharing } from './tab-sharing.ts';

/** An outbox whose items survive a reload of the page as long as the browser's storage works. */
export interface BrowserOutbox extends Outbox {
  /** Returns whether reloading the page now would lose items that the browser has not stored. */
  wouldLoseItems(): boolean;
}

const STORE_RETRY_DELAY_MS = 5_000;

/**
 * Creates an outbox that keeps its items in memory and in a store. While the store fails, the outbox continues in
 * memory. When the store works again, the outbox writes all missed changes to the store. No method rejects.
 */
export function createBrowserOutbox(
  store: ItemStore,
  sharing: TabSharing,
  retryMs = STORE_RETRY_DELAY_MS,
): BrowserOutbox {
  let items: readonly OutboxItem[] = [];
  let unsavedChanges: readonly OutboxItemChange[] = [];
  let isStoreWorking = true;
  let isOutboxClosed = false;
  let retryTimer: ReturnType<typeof setTimeout> | undefined;
  const applyChangeInMemory = (change: OutboxItemChange) => {
    items = applyItemChange(items, change);
    unsavedChanges = [...unsavedChanges, change];
  };

  const synchronizeStore = coalesce(async () => {
    // A hanging store would delay every message, so leave it alone until the next retry.
    if (retryTimer !== undefined) return;
    const changesToStore = unsavedChanges;
    try {
      const storedItems = await store.synchronize(changesToStore, items);
      unsavedChanges = unsavedChanges.slice(changesToStore.length);
      items = unsavedChanges.reduce(applyItemChange, storedItems);
      isStoreWorking = true;
    } catch {
      isStoreWorking = false;
      sharing.sendAlone();
      if (!isOutboxClosed) retryTimer = setTimeout(retryStore, retryMs);
    }
  });
  const retryStore = async () => {
    retryTimer = undefined;
    await synchronizeStore();
    if (isStoreWorking) sharing.publish({ type: 'changed' });
  };
  const applyAndPublishChange = async (change: OutboxItemChange) => {
    applyChangeInMemory(change);
    await synchronizeStore();
    const removedId = change.type === 'remove' ? change.clientMsgId : undefined;
    sharing.publish({ type: 'changed', ...(removedId !== undefined && { removedId }) });
  };
  sharing.onRemoved((clientMsgId) => {
    items = applyItemChange(items, { type: 'remove', clientMsgId });
  });

  return {
    lead: sharing.lead,
    publish: sharing.publish,
    subscribe: sharing.subscribe,
    wouldLoseItems: () => items.length > 0 && (!isStoreWorking || unsavedChanges.length > 0),
    async list() {
      await synchronizeStore();
      return items;
    },
    add: (item) => applyAndPublishChange({ type: 'add', item }),
    mark: (clientMsgId, marked) => applyAndPublishChange({ type: 'mark', clientMsgId, change: marked }),
    remove: (clientMsgId) => applyAndPublishChange({ type: 'remove', clientMsgId }),
    clear: () => applyAndPublishChange({ type: 'clear' }),
    async close() {
      isOutboxClosed = true;
      sharing.close();
      clearTimeout(retryTimer);
      retryTimer = undefined;
      if (unsavedChanges.length > 0) await synchronizeStore();
      store.close();
    },
  };
}
