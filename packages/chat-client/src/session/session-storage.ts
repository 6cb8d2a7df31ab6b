import type { CurrentUser } from '@kcs/contracts';

/** `expiresAt` in milliseconds of the local clock. */
export interface StoredSession {
  readonly token: string;
  readonly refreshToken: string;
  readonly expiresAt: number;
  readonly user: CurrentUser;
}

/** Where a session is kept. Whoever reads it can act as the user: nothing that others can read will do. */
export interface SessionStorage {
  read(): StoredSession | null;
  /** Replaces what is there. */
  write(session: StoredSession): void;
  clear(): void;
}

/** Kept as long as the process lives. */
export function memorySessionStorage(): SessionStorage {
  let kept: StoredSession | null = null;
  return {
    read: () => kept,
    write(session) {
      kept = session;
    },
    clear() {
      kept = null;
    },
  };
}
