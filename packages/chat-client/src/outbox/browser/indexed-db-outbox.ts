import type { Outbox, OutboxChange, OutboxItem } from '../outbox.ts';
import { answered, kept, openDatabase } from './database.ts';

const NAME = 'kcs-chat-outbox';
const STORE = 'messages';
const BY_ID = 'by-id';

interface StoredItem extends OutboxItem {
  readonly owner: string;
  readonly number?: number;
}

/**
 * The outbox of one user (`owner`, the user's id) in this browser, shared by all tabs of the origin. What `add` has kept
 * survives reloads, and crashes of the tab and the browser. One tab sends (Web Locks); when it goes, another goes on. Where
 * there are no Web Locks (plain http on another host) every tab sends, which costs requests and nothing else.
 */
export async function indexedDbOutbox(owner: string): Promise<Outbox> {
  const database = await openDatabase(NAME, STORE, BY_ID);
  const channel = new BroadcastChannel(`${NAME}.${owner}`);
  const listeners = new Set<(change: OutboxChange) => void>();
  const hear = (change: OutboxChange) => {
    for (const listener of listeners) listener(change);
  };
  channel.onmessage = ({ data }) => hear(data as OutboxChange);
  let closed = false;
  const tell = (change: OutboxChange) => {
    if (closed) return;
    channel.postMessage(change);
    hear(change);
  };

  const allOwn = IDBKeyRange.bound([owner], [owner, []]);
  const write = async (change: (store: IDBObjectStore) => Promise<unknown>) => {
    const transaction = database.transaction(STORE, 'readwrite', { durability: 'strict' });
    const done = kept(transaction);
    await Promise.all([change(transaction.objectStore(STORE)), done]);
    tell({ type: 'changed' });
  };
  const find = (store: IDBObjectStore, clientMsgId: string): Promise<StoredItem | undefined> =>
    answered(store.index(BY_ID).get([owner, clientMsgId]));

  return {
    async list() {
      const store = database.transaction(STORE, 'readonly').objectStore(STORE);
      const found: StoredItem[] = await answered(store.index(BY_ID).getAll(allOwn));
      return found
        .sort((a, b) => (a.number ?? 0) - (b.number ?? 0))
        .map(({ owner: _owner, number: _number, ...item }) => item);
    },
    add: (item) =>
      write(async (store) => {
        const before = await find(store, item.clientMsgId);
        if (before?.number !== undefined) store.delete(before.number);
        store.add({ ...item, owner } satisfies StoredItem);
      }),
    mark: (clientMsgId, change) =>
      write(async (store) => {
        const item = await find(store, clientMsgId);
        if (item) store.put({ ...item, ...change });
      }),
    remove: (clientMsgId) =>
      write(async (store) => {
        const item = await find(store, clientMsgId);
        if (item?.number !== undefined) store.delete(item.number);
      }),
    clear: () =>
      write(async (store) => {
        for (const key of await answered(store.index(BY_ID).getAllKeys(allOwn))) store.delete(key);
      }),
    async lead(task, signal) {
      if (!navigator.locks) return task();
      await navigator.locks.request(`${NAME}.${owner}`, { signal }, task).catch((error: unknown) => {
        if (!signal.aborted) throw error;
      });
    },
    tell,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async close() {
      closed = true;
      channel.close();
      database.close();
    },
  };
}
