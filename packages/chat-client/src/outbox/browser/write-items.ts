import type { OutboxItem } from '../outbox.ts';
import type { OutboxItemChange } from '../outbox-change.ts';
import { waitForCommit, waitForRequestResult } from './database.ts';

export const OBJECT_STORE_NAME = 'messages';
export const ITEM_ID_INDEX_NAME = 'by-id';

/** The database assigns `number`, which increases with each `add`. Items are listed in this order. */
interface StoredItem extends OutboxItem {
  readonly owner: string;
  readonly number?: number;
}

/**
 * Stores the `restored` items that the database lacks, and then applies the changes. Returns all items of the owner in
 * order.
 */
export async function writeAndList(
  database: IDBDatabase,
  owner: string,
  changes: readonly OutboxItemChange[],
  restored: readonly OutboxItem[],
): Promise<readonly OutboxItem[]> {
  const transactionMode = changes.length + restored.length > 0 ? 'readwrite' : 'readonly';
  const transaction = database.transaction(OBJECT_STORE_NAME, transactionMode, { durability: 'strict' });
  const commitPromise = waitForCommit(transaction);
  // If a request fails, the commit fails as well. The code below reports the failed request, so ignore the failed
  // commit here. Otherwise, it would be an unhandled rejection.
  commitPromise.catch(() => undefined);
  const objectStore = transaction.objectStore(OBJECT_STORE_NAME);
  const itemIdIndex = objectStore.index(ITEM_ID_INDEX_NAME);
  const ownerKeyRange = IDBKeyRange.bound([owner], [owner, []]);
  const findItem = (clientMsgId: string): Promise<StoredItem | undefined> =>
    waitForRequestResult(itemIdIndex.get([owner, clientMsgId]));

  for (const item of restored) {
    if (!(await findItem(item.clientMsgId))) objectStore.add({ ...item, owner } satisfies StoredItem);
  }
  for (const change of changes) {
    if (change.type === 'clear') {
      for (const key of await waitForRequestResult(itemIdIndex.getAllKeys(ownerKeyRange)))
        objectStore.delete(key);
      continue;
    }
    const { clientMsgId } = change.type === 'add' ? change.item : change;
    const storedItem = await findItem(clientMsgId);
    if (change.type === 'mark' && storedItem) objectStore.put({ ...storedItem, ...change.change });
    if (change.type !== 'mark' && storedItem?.number !== undefined) objectStore.delete(storedItem.number);
    if (change.type === 'add') objectStore.add({ ...change.item, owner } satisfies StoredItem);
  }
  const storedItems: StoredItem[] = await waitForRequestResult(itemIdIndex.getAll(ownerKeyRange));
  await commitPromise;
  return storedItems
    .sort((a, b) => (a.number ?? 0) - (b.number ?? 0))
    .map(({ owner: _owner, number: _number, ...item }) => item);
}
