import type { CurrentUser } from '@kcs/contracts';

export interface StoredSession {
  readonly token: string;
  readonly refreshToken: string;
  /** Milliseconds of the local clock. */
  readonly expiresAt: number;
  readonly user: CurrentUser;
}

/** Where a session is stored. Anyone who can read it can act as the user, so it must be private to them. */
export interface SessionStorage {
  read(): StoredSession | null;
  /** Replaces the stored session. */
  write(session: StoredSession): void;
  clear(): void;
}

/** Stores the session for the life of the process. */
export function memorySessionStorage(): SessionStorage {
  let stored: StoredSession | null = null;
  return {
    read: () => stored,
    write(session) {
      stored = session;
    },
    clear() {
      stored = null;
    },
  };
}
