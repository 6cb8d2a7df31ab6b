import { deviceStorage, type GuardedStorage, tabStorage } from './guarded-storage.ts';
import type { SessionStorage, StoredSession } from './session-storage.ts';

const SESSION_STORAGE_KEY = 'kcs.session';

/**
 * Stores sessions in this browser: for all tabs if `remember` is true, otherwise only for the current tab. Two tabs can
 * therefore belong to two users. A tab with its own session ignores the shared session. If the browser blocks its
 * storage or the storage is full, the session ends when the page closes.
 */
export function browserSessionStorage(remember: boolean): SessionStorage {
  const chooseStorage = () => (tabStorage.read(SESSION_STORAGE_KEY) === null ? deviceStorage : tabStorage);
  return {
    read: () => parseStoredSession(chooseStorage().read(SESSION_STORAGE_KEY)),
    write(session) {
      const holdsSessionOfUser = (storage: GuardedStorage) =>
        parseStoredSession(storage.read(SESSION_STORAGE_KEY))?.user.id === session.user.id;
      // Write a renewed session to the storage that contains the previous one.
      const isTabSession = holdsSessionOfUser(tabStorage) || !(remember || holdsSessionOfUser(deviceStorage));
      if (!isTabSession) tabStorage.remove(SESSION_STORAGE_KEY);
      return (isTabSession ? tabStorage : deviceStorage).write(SESSION_STORAGE_KEY, JSON.stringify(session));
    },
    clear: () => chooseStorage().remove(SESSION_STORAGE_KEY),
  };
}

/** Returns the stored session; null if there is none, or if another program has overwritten it. */
function parseStoredSession(text: string | null): StoredSession | null {
  try {
    const storedValue: unknown = JSON.parse(text ?? 'null');
    return isStoredSession(storedValue) ? storedValue : null;
  } catch {
    return null;
  }
}

function isStoredSession(stored: unknown): stored is StoredSession {
  const { token, refreshToken, expiresAt, user } = (stored ?? {}) as Partial<StoredSession>;
  return (
    [token, refreshToken, user?.id, user?.name].every((text) => typeof text === 'string') &&
    typeof expiresAt === 'number'
  );
}
