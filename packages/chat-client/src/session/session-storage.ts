import type { CurrentUser } from '@kcs/contracts';

export interface StoredSession {
  readonly token: string;
  readonly refreshToken: string;
  /** When the token expires, in milliseconds of this device's clock. */
  readonly expiresAt: number;
  readonly user: CurrentUser;
  /**
   * A random id that this device gave to the session at login. Copies of the session in other tabs have the same id.
   */
  readonly id?: string;
  /** The number of times that this copy of the session has been renewed. */
  readonly renewals?: number;
}

/**
 * The place where a session is stored. It must be private to the user, because a stored session gives full access to
 * the user's account.
 */
export interface SessionStorage {
  read(): StoredSession | null;
  /**
   * Stores a session in place of the previous one. Returns whether the session survives a reload of the page. Never
   * throws.
   */
  write(session: StoredSession): boolean;
  clear(): void;
}

/** Creates a storage that keeps the session in memory until the process exits. */
export function memorySessionStorage(): SessionStorage {
  let storedSession: StoredSession | null = null;
  return {
    read: () => storedSession,
    write(session) {
      storedSession = session;
      return false;
    },
    clear() {
      storedSession = null;
    },
  };
}
