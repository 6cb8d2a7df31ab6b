import { type BrowserOutbox, createBrowserOutbox } from './browser-outbox.ts';
import { createItemStore, DATABASE_NAME } from './item-store.ts';
import { createTabSharing } from './tab-sharing.ts';

/**
 * Returns a user's outbox in this browser. `owner` is the user's id. All tabs of the origin share the outbox. Items
 * survive reloads and crashes of the tab and the browser. A Web Lock lets only one tab send, and another tab takes over
 * when that tab closes. Without Web Locks (plain HTTP on a host other than localhost), every tab sends, which only
 * costs extra requests.
 *
 * If the browser's storage is missing, hangs, or is deleted, the outbox continues in memory. The first `list` waits up
 * to 10 s for the storage, because earlier messages must be sent before new ones.
 */
export function browserOutbox(owner: string): BrowserOutbox {
  return createBrowserOutbox(createItemStore(owner), createTabSharing(`${DATABASE_NAME}.${owner}`));
}

/** Returns a user's outbox in this browser after its storage has opened. Rejects if the storage does not work. */
export async function indexedDbOutbox(owner: string): Promise<BrowserOutbox> {
  const itemStore = createItemStore(owner);
  await itemStore.synchronize([], []);
  return createBrowserOutbox(itemStore, createTabSharing(`${DATABASE_NAME}.${owner}`));
}
