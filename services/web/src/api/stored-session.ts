import type { CurrentUser } from '@kcs/contracts';

/** `expiresAt` in milliseconds of the local clock; `kept` beyond the tab's life. */
export interface StoredSession {
  readonly token: string;
  readonly refreshToken: string;
  readonly expiresAt: number;
  readonly user: CurrentUser;
  readonly kept: boolean;
}

/** Under this key in `localStorage` (kept) or `sessionStorage` (this tab only, so that two tabs can be two people). */
export const SESSION_KEY = 'kcs.session';

export function readSession(): StoredSession | null {
  const text = sessionStorage.getItem(SESSION_KEY) ?? localStorage.getItem(SESSION_KEY);
  if (text === null) return null;
  try {
    return JSON.parse(text) as StoredSession;
  } catch {
    return null;
  }
}

export function writeSession(session: StoredSession): void {
  const storage = session.kept ? localStorage : sessionStorage;
  storage.setItem(SESSION_KEY, JSON.stringify(session));
}

export function clearSession(): void {
  // A tab of its own must not log out those who share the kept session.
  const storage = sessionStorage.getItem(SESSION_KEY) === null ? localStorage : sessionStorage;
  storage.removeItem(SESSION_KEY);
}
