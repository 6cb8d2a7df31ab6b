import type { OutboxItem } from '../outbox.ts';
import type { OutboxItemChange } from '../outbox-change.ts';
import { openDatabase } from './database.ts';
import { TimeoutError, withTimeout } from './storage-timeout.ts';
import { ITEM_ID_INDEX_NAME, OBJECT_STORE_NAME, writeAndList } from './write-items.ts';

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
/** A busy browser may take several seconds to open a database. */
const DATABASE_OPEN_TIMEOUT_MS = 10_000;
const TRANSACTION_TIMEOUT_MS = 3_000;

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
