import { type DBSchema, type IDBPObjectStore, openDB } from 'idb';
import type { Outbox, OutboxChange, OutboxItem } from '../outbox.ts';

const NAME = 'kcs-chat-outbox';
const STORE = 'messages';
const BY_ID = 'by-id';

/** `number` is assigned by the database and gives the order of `add`. */
interface StoredItem extends OutboxItem {
  readonly owner: string;
  readonly number?: number;
}
interface Schema extends DBSchema {
  [STORE]: { key: number; value: StoredItem; indexes: { [BY_ID]: [owner: string, clientMsgId: string] } };
}
type WritableStore = IDBPObjectStore<Schema, [typeof STORE], typeof STORE, 'readwrite'>;

/**
 * The outbox of one user (`owner`, a user id) in this browser, shared by all tabs of the origin. Items survive reloads
 * and crashes of the tab and the browser. One tab sends (Web Locks), and another takes over when it closes. Without Web
 * Locks (plain HTTP on another host) every tab sends, which costs requests and nothing else.
 */
export async function indexedDbOutbox(owner: string): Promise<Outbox> {
  const database = await openDB<Schema>(NAME, 1, {
    upgrade(created) {
      const store = created.createObjectStore(STORE, { keyPath: 'number', autoIncrement: true });
      store.createIndex(BY_ID, ['owner', 'clientMsgId'], { unique: true });
    },
  });
  const tabs = shareBetweenTabs(`${NAME}.${owner}`);
  const ownItems = IDBKeyRange.bound([owner], [owner, []]);
  const write = async (change: (store: WritableStore) => Promise<unknown>) => {
    const transaction = database.transaction(STORE, 'readwrite', { durability: 'strict' });
    await Promise.all([change(transaction.store), transaction.done]);
    tabs.publish({ type: 'changed' });
  };
  const find = (store: WritableStore, clientMsgId: string) => store.index(BY_ID).get([owner, clientMsgId]);

  return {
    async list() {
      const found = await database.getAllFromIndex(STORE, BY_ID, ownItems);
      return found
        .sort((a, b) => (a.number ?? 0) - (b.number ?? 0))
        .map(({ owner: _owner, number: _number, ...item }) => item);
    },
    add: (item) =>
      write(async (store) => {
        const before = await find(store, item.clientMsgId);
        if (before?.number !== undefined) await store.delete(before.number);
        await store.add({ ...item, owner });
      }),
    mark: (clientMsgId, change) =>
      write(async (store) => {
        const item = await find(store, clientMsgId);
        if (item) await store.put({ ...item, ...change });
      }),
    remove: (clientMsgId) =>
      write(async (store) => {
        const item = await find(store, clientMsgId);
        if (item?.number !== undefined) await store.delete(item.number);
      }),
    clear: () =>
      write(async (store) => {
        const keys = await store.index(BY_ID).getAllKeys(ownItems);
        await Promise.all(keys.map((key) => store.delete(key)));
      }),
    ...tabs,
    async close() {
      await tabs.close();
      database.close();
    },
  };
}

/** How the tabs of one origin share an outbox: one leads at a time, and all receive every change. */
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
      if (!navigator.locks) return task();
      await navigator.locks.request(name, { signal }, task).catch((error: unknown) => {
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
