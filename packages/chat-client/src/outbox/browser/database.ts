/**
 * The few IndexedDB operations that the outbox needs, wrapped in promises. Using a library instead would add 1.2 KB
 * (compressed) to every page.
 */

/** Resolves with the result of an IndexedDB request. */
export const waitForRequestResult = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

/** Resolves when the IndexedDB transaction is committed. */
export const waitForCommit = (transaction: IDBTransaction): Promise<void> =>
  new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error);
    transaction.onerror = () => reject(transaction.error);
  });

interface OpenedDatabase {
  readonly database: IDBDatabase;
  /** Whether this call created the database. */
  readonly isNew: boolean;
}

/**
 * Opens a database with one object store. The store numbers its records automatically and has a unique index on `owner`
 * and `clientMsgId`.
 */
export async function openDatabase(name: string, store: string, index: string): Promise<OpenedDatabase> {
  const databaseOpenRequest = indexedDB.open(name, 1);
  let isDatabaseNew = false;
  databaseOpenRequest.onupgradeneeded = () => {
    isDatabaseNew = true;
    const objectStore = databaseOpenRequest.result.createObjectStore(store, {
      keyPath: 'number',
      autoIncrement: true,
    });
    objectStore.createIndex(index, ['owner', 'clientMsgId'], { unique: true });
  };
  return { database: await waitForRequestResult(databaseOpenRequest), isNew: isDatabaseNew };
}
