import type { OutboxItem } from '../outbox.ts';
import type { OutboxItemChange } from '../outbox-change.ts';
import { openDatabase, waitForCommit, waitForRequestResult } from './database.ts';

/** Durable storage for the items of one outbox. The store may fail at any time and work again later. */
export interface ItemStore {
  /**
   * Stores the changes in order and returns all items. If the stored items were lost, first stores the missing
   * `knownItems` again. Rejects within a few seconds if the store does not work.
   */
  synchronize(
    changes: readonly OutboxItemChange[],
    knownItems: readonly OutboxItem[],
  ): Promise<readonly OutboxItem[]>;
  close(): void;
}

export const DATABASE_NAME = 'kcs-chat-outbox';
const OBJECT_STORE_NAME = 'messages';
const ITEM_ID_INDEX_NAME = 'by-id';
/** A busy browser may take several seconds to open a database. */
const DATABASE_OPEN_TIMEOUT_MS = 10_000;
const TRANSACTION_TIMEOUT_MS = 3_000;

/** The database assigns `number`, which increases with each `add`. Items are listed in this order. */
interface StoredItem extends OutboxItem {
  readonly owner: string;
  readonly number?: number;
}

interface DatabaseConnection {
  readonly database: Promise<IDBDatabase>;
  /**
   * The time, in milliseconds of this device's clock, after which callers no longer wait for the database to open. The
   * database may still open later.
   */
  readonly giveUpAt: number;
}

/**
 * Creates a store in IndexedDB for the items of a user. `owner` is the user's id. The browser or another tab may close
 * or delete the database at any time. The next call then opens the database again.
 */
export function createItemStore(owner: string): ItemStore {
  let currentConnection: DatabaseConnection | null = null;
  let hasDatabaseLostItems = false;
  let isStoreClosed = false;
  const forgetConnection = (connection: DatabaseConnection) => {
    if (currentConnection === connection) currentConnection = null;
  };

  function connectDatabase(): DatabaseConnection {
    const connection: DatabaseConnection = {
      giveUpAt: Date.now() + DATABASE_OPEN_TIMEOUT_MS,
      database: openItemDatabase(() => {
        hasDatabaseLostItems = true;
        forgetConnection(connection);
      }),
    };
    connection.database.catch(() => forgetConnection(connection));
    return connection;
  }

  async function openItemDatabase(onLost: () => void): Promise<IDBDatabase> {
    const { database, isNew } = await openDatabase(DATABASE_NAME, OBJECT_STORE_NAME, ITEM_ID_INDEX_NAME);
    hasDatabaseLostItems ||= isNew;
    database.onclose = onLost;
    // Another tab wants to delete or upgrade the database and is waiting for this connection to close.
    database.onversionchange = () => {
      database.close();
      onLost();
    };
    if (isStoreClosed) database.close();
    return database;
  }

  async function trySynchronize(
    changes: readonly OutboxItemChange[],
    knownItems: readonly OutboxItem[],
  ): Promise<readonly OutboxItem[]> {
    currentConnection ??= connectDatabase();
    const connection = currentConnection;
    const database = await withTimeout(connection.giveUpAt - Date.now(), connection.database);
    try {
      const itemsToRestore = hasDatabaseLostItems ? knownItems : [];
      const storedItems = await withTimeout(
        TRANSACTION_TIMEOUT_MS,
        writeAndList(database, owner, changes, itemsToRestore),
      );
      if (currentConnection === connection) hasDatabaseLostItems = false;
      return storedItems;
    } catch (error) {
      forgetConnection(connection);
      database.close();
      throw error;
    }
  }

  return {
    // Try twice, because the first attempt fails if the browser has closed the database without an event.
    synchronize: (changes, knownItems) =>
      trySynchronize(changes, knownItems).catch((error: unknown) => {
        if (isStoreClosed || error instanceof TimeoutError) throw error;
        return trySynchronize(changes, knownItems);
      }),
    close() {
      isStoreClosed = true;
      currentConnection?.database.then((database) => database.close()).catch(() => undefined);
    },
  };
}

/**
 * Stores the `restored` items that the database lacks, and then applies the changes. Returns all items of the owner in
 * order.
 */
async function writeAndList(
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

class TimeoutError extends Error {}

/** Returns the result of `work`. Rejects if `work` takes longer than `ms`. */
async function withTimeout<T>(ms: number, work: Promise<T>): Promise<T> {
  let timeoutTimer: ReturnType<typeof setTimeout> | undefined;
  const timeoutPromise = new Promise<never>((_, reject) => {
    timeoutTimer = setTimeout(
      () => reject(new TimeoutError('The browser storage did not answer.')),
      Math.max(0, ms),
    );
  });
  try {
    return await Promise.race([work, timeoutPromise]);
  } finally {
    clearTimeout(timeoutTimer);
  }
}
