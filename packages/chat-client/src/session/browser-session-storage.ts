import type { SessionStorage, StoredSession } from './session-storage.ts';

const STORAGE_KEY = 'kcs.session';

/**
 * Stores sessions in this browser: for all tabs if `remember` is true, otherwise only for the current tab. Two tabs can
 * therefore belong to two users. A tab with its own session ignores the shared session.
 */
export function browserSessionStorage(remember: boolean): SessionStorage {
  const storageInUse = () => (sessionStorage.getItem(STORAGE_KEY) === null ? localStorage : sessionStorage);
  return {
    read: () => parseSession(storageInUse().getItem(STORAGE_KEY)),
    write(session) {
      const holdsUser = (storage: Storage) =>
        parseSession(storage.getItem(STORAGE_KEY))?.user.id === session.user.id;
      // Write a renewed session to the storage that contains the previous one.
      const belongsToTab = holdsUser(sessionStorage) || !(remember || holdsUser(localStorage));
      if (!belongsToTab) sessionStorage.removeItem(STORAGE_KEY);
      (belongsToTab ? sessionStorage : localStorage).setItem(STORAGE_KEY, JSON.stringify(session));
    },
    clear: () => storageInUse().removeItem(STORAGE_KEY),
  };
}

function parseSession(text: string | null): StoredSession | null {
  try {
    return text === null ? null : (JSON.parse(text) as StoredSession);
  } catch {
    return null;
  }
}
