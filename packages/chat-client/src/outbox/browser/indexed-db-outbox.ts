import { runInOneTab } from '../../session/run-in-one-tab.ts';
import type { Outbox, OutboxChange, OutboxItem } from '../outbox.ts';
import { openDatabase, requestResult, whenCommitted } from './database.ts';

const DATABASE_NAME = 'kcs-chat-outbox';
const STORE_NAME = 'messages';
const INDEX_NAME = 'by-id';

/** The database assigns `number`, which increases with each `add`. Items are listed in this order. */
interface StoredItem extends OutboxItem {
  readonly owner: string;
  readonly number?: number;
}
/**
 * Opens a user's outbox in this browser. `owner` is the user's id. All tabs of the origin share the outbox. Items
 * survive reloads and crashes of the tab and the browser. A Web Lock lets only one tab send, and another tab takes over
 * when that tab closes. Without Web Locks (plain HTTP on a host other than localhost), every tab sends, which only
 * costs extra requests.
 */
export async function indexedDbOutbox(owner: string): Promise<Outbox> {
  const database = await openDatabase(DATABASE_NAME, STORE_NAME, INDEX_NAME);
  const tabSharing = shareBetweenTabs(`${DATABASE_NAME}.${owner}`);
  const ownItems = IDBKeyRange.bound([owner], [owner, []]);
  const writeChange = async (change: (store: IDBObjectStore) => Promise<unknown>) => {
    const transaction = database.transaction(STORE_NAME, 'readwrite', { durability: 'strict' });
    await Promise.all([change(transaction.objectStore(STORE_NAME)), whenCommitted(transaction)]);
    tabSharing.publish({ type: 'changed' });
  };
  const findItem = (store: IDBObjectStore, clientMsgId: string): Promise<StoredItem | undefined> =>
    requestResult(store.index(INDEX_NAME).get([owner, clientMsgId]));

  return {
    async list() {
      const store = database.transaction(STORE_NAME, 'readonly').objectStore(STORE_NAME);
      const found: StoredItem[] = await requestResult(store.index(INDEX_NAME).getAll(ownItems));
      return found
        .sort((a, b) => (a.number ?? 0) - (b.number ?? 0))
        .map(({ owner: _owner, number: _number, ...item }) => item);
    },
    add: (item) =>
      writeChange(async (store) => {
        const before = await findItem(store, item.clientMsgId);
        if (before?.number !== undefined) store.delete(before.number);
        store.add({ ...item, owner } satisfies StoredItem);
      }),
    mark: (clientMsgId, change) =>
      writeChange(async (store) => {
        const item = await findItem(store, clientMsgId);
        if (item) store.put({ ...item, ...change });
      }),
    remove: (clientMsgId) =>
      writeChange(async (store) => {
        const item = await findItem(store, clientMsgId);
        if (item?.number !== undefined) store.delete(item.number);
      }),
    clear: () =>
      writeChange(async (store) => {
        for (const key of await requestResult(store.index(INDEX_NAME).getAllKeys(ownItems)))
          store.delete(key);
      }),
    ...tabSharing,
    async close() {
      await tabSharing.close();
      database.close();
    },
  };
}

/** Lets the tabs of one origin share an outbox. Only one tab sends at a time, and all tabs receive every change. */
function shareBetweenTabs(name: string): Pick<Outbox, 'lead' | 'publish' | 'subscribe' | 'close'> {
  const channel = new BroadcastChannel(name);
  const listeners = new Set<(change: OutboxChange) => void>();
  const receive = (change: OutboxChange) => {
    for (const listener of listeners) listener(change);
  };
  channel.onmessage = ({ data }) => receive(data as OutboxChange);
  let isClosed = false;
  return {
    async lead(task, signal) {
      await runInOneTab(name, task, signal).catch((error: unknown) => {
        if (!signal.aborted) throw error;
      });
    },
    publish(change) {
      if (isClosed) return;
      channel.postMessage(change);
      receive(change);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async close() {
      isClosed = true;
      channel.close();
    },
  };
}
