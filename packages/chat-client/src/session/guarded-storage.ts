/**
 * The local or session storage of this browser. Browsers may block it, and it may be full. A value that the browser
 * does not accept is kept in memory until the page closes. No method throws.
 */
export interface GuardedStorage {
  read(key: string): string | null;
  /** Stores a value. Returns whether the value survives a reload of the page. */
  write(key: string, value: string): boolean;
  remove(key: string): void;
  /** Returns the keys of all values. */
  keys(): readonly string[];
}

/**
 * Returns the storage, or undefined if the browser blocks it. In some browsers, reading the property of a blocked
 * storage throws or returns null.
 */
function openBrowserStorage(name: 'localStorage' | 'sessionStorage'): Storage | undefined {
  try {
    return globalThis[name] ?? undefined;
  } catch {
    return undefined;
  }
}

/** Returns the result of the access; undefined if the browser denies the access. */
function tryStorageAccess<T>(access: () => T): T | undefined {
  try {
    return access();
  } catch {
    return undefined;
  }
}

function createGuardedStorage(name: 'localStorage' | 'sessionStorage'): GuardedStorage {
  const valuesInMemory = new Map<string, string>();

  function tryStoreValue(key: string, value: string): boolean {
    const browserStorage = openBrowserStorage(name);
    if (browserStorage === undefined) return false;
    const storeValue = () => {
      browserStorage.setItem(key, value);
      return true;
    };
    if (tryStorageAccess(storeValue)) return true;
    // Remove the old value, because removing it frees space, and because a reload must not find an outdated value.
    tryStorageAccess(() => browserStorage.removeItem(key));
    return tryStorageAccess(storeValue) ?? false;
  }

  return {
    read: (key) =>
      valuesInMemory.get(key) ?? tryStorageAccess(() => openBrowserStorage(name)?.getItem(key)) ?? null,
    write(key, value) {
      const wasStored = tryStoreValue(key, value);
      if (wasStored) valuesInMemory.delete(key);
      else valuesInMemory.set(key, value);
      return wasStored;
    },
    remove(key) {
      valuesInMemory.delete(key);
      tryStorageAccess(() => openBrowserStorage(name)?.removeItem(key));
    },
    keys: () => [
      ...new Set([
        ...valuesInMemory.keys(),
        ...(tryStorageAccess(() => Object.keys(openBrowserStorage(name) ?? {})) ?? []),
      ]),
    ],
  };
}

/** The storage that all tabs of this origin share. */
export const deviceStorage = createGuardedStorage('localStorage');
/** The storage that belongs to one tab. */
export const tabStorage = createGuardedStorage('sessionStorage');
