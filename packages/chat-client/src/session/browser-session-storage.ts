import type { SessionStorage, StoredSession } from './session-storage.ts';

const KEY = 'kcs.session';

/**
 * Keeps the session in this browser for all its tabs (`kept`), or in this tab only, so that two tabs can be two people.
 * A session that the tab has of its own comes before the common one.
 */
export function browserSessionStorage(kept: boolean): SessionStorage {
  const holder = () => (sessionStorage.getItem(KEY) === null ? localStorage : sessionStorage);
  return {
    read: () => parsed(holder().getItem(KEY)),
    write(session) {
      const holds = (storage: Storage) => parsed(storage.getItem(KEY))?.user.id === session.user.id;
      // A renewed one stays where the one before it is.
      const inTab = holds(sessionStorage) || !(kept || holds(localStorage));
      if (!inTab) sessionStorage.removeItem(KEY);
      (inTab ? sessionStorage : localStorage).setItem(KEY, JSON.stringify(session));
    },
    clear: () => holder().removeItem(KEY),
  };
}

function parsed(text: string | null): StoredSession | null {
  try {
    return text === null ? null : (JSON.parse(text) as StoredSession);
  } catch {
    return null;
  }
}
