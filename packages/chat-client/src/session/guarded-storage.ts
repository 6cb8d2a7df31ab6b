/**
 * The local or session storage of this browser. Browsers may block it, and it may be full. A value that the browser does
 * not accept is kept in memory until the page closes. No method throws.
 */
export interface GuardedStorage {
  read(key: string): string | null;
  /** Stores a value. Returns whether the value survives a reload of the page. */
  write(key: string, value: string): boolean;
  remove(key: string): void;
  /** Returns the keys of all values. */
  keys(): readonly string[];
}

/** Returns the storage, or undefined if the browser blocks it. The property throws or is null in some browsers. */
function browserStorage(name: 'localStorage' | 'sessionStorage'): Storage | undefined {
  try {
    return globalThis[name] ?? undefined;
  } catch {
    return undefined;
  }
}

/** Returns the result of the access; undefined if the browser refuses the access. */
function attempt<T>(access: () => T): T | undefined {
  try {
    return access();
  } catch {
    return undefined;
  }
}

function guardedStorage(name: 'localStorage' | 'sessionStorage'): GuardedStorage {
  const onlyInMemory = new Map<string, string>();

  function store(key: string, value: string): boolean {
    const storage = browserStorage(name);
    if (storage === undefined) return false;
    const isStored = () => {
      storage.setItem(key, value);
      return true;
    };
    if (attempt(isStored)) return true;
    // Remove the old value. It frees space, and a reload must not find an outdated value.
    attempt(() => storage.removeItem(key));
    return attempt(isStored) ?? false;
  }

  return {
    read: (key) => onlyInMemory.get(key) ?? attempt(() => browserStorage(name)?.getItem(key)) ?? null,
    write(key, value) {
      const stored = store(key, value);
      if (stored) onlyInMemory.delete(key);
      else onlyInMemory.set(key, value);
      return stored;
    },
    remove(key) {
      onlyInMemory.delete(key);
      attempt(() => browserStorage(name)?.removeItem(key));
    },
    keys: () => [
      ...new Set([...onlyInMemory.keys(), ...(attempt(() => Object.keys(browserStorage(name) ?? {})) ?? [])]),
    ],
  };
}

/** The storage that all tabs of this origin share. */
export const deviceStorage = guardedStorage('localStorage');
/** The storage that belongs to one tab. */
export const tabStorage = guardedStorage('sessionStorage');
