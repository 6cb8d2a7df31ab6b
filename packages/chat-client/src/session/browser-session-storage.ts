import type { SessionStorage, StoredSession } from './session-storage.ts';

const KEY = 'kcs.session';

/**
 * Stores the session in this browser for all tabs (`remember`), or only in this tab, so that two tabs can belong to
 * two people. A tab with its own session uses that instead of the shared one.
 */
export function browserSessionStorage(remember: boolean): SessionStorage {
  const inUse = () => (sessionStorage.getItem(KEY) === null ? localStorage : sessionStorage);
  return {
    read: () => parse(inUse().getItem(KEY)),
    write(session) {
      const holdsUser = (storage: Storage) => parse(storage.getItem(KEY))?.user.id === session.user.id;
      // A renewed session stays where the previous one is.
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
