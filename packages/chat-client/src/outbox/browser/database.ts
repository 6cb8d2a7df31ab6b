/** The little of IndexedDB that is needed, as promises. */

export const answered = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

/** Resolves when the transaction is kept. */
export const kept = (transaction: IDBTransaction): Promise<void> =>
  new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error);
    transaction.onerror = () => reject(transaction.error);
  });

/** Opens a database with one store: numbered records, found by an index over `owner` and `clientMsgId`. */
export function openDatabase(name: string, store: string, index: string): Promise<IDBDatabase> {
  const request = indexedDB.open(name, 1);
  request.onupgradeneeded = () => {
    const created = request.result.createObjectStore(store, { keyPath: 'number', autoIncrement: true });
    created.createIndex(index, ['owner', 'clientMsgId'], { unique: true });
  };
  return answered(request);
}
