import type { SessionStorage, StoredSession } from './session-storage.ts';

const KEY = 'kcs.session';

/**
 * Stores sessions in this browser: for all tabs if `remember` is true, otherwise only for the current tab. Two tabs can
 * therefore belong to two users. A tab with its own session ignores the shared session.
 */
export function browserSessionStorage(remember: boolean): SessionStorage {
  const inUse = () => (sessionStorage.getItem(KEY) === null ? localStorage : sessionStorage);
  return {
    read: () => parse(inUse().getItem(KEY)),
    write(session) {
      const holdsUser = (storage: Storage) => parse(storage.getItem(KEY))?.user.id === session.user.id;
      // Write a renewed session to the storage that contains the previous one.
      const inTab = holdsUser(sessionStorage) || !(remember || holdsUser(localStorage));
      if (!inTab) sessionStorage.removeItem(KEY);
      (inTab ? sessionStorage : localStorage).setItem(KEY, JSON.stringify(session));
    },
    clear: () => inUse().removeItem(KEY),
  };
}

function parse(text: string | null): StoredSession | null {
  try {
    return text === null ? null : (JSON.parse(text) as StoredSession);
  } catch {
    return null;
  }
}
