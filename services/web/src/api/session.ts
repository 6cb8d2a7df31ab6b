import type { CurrentUser, LoggedIn } from '@kcs/contracts';
import { ApiError } from './api-error.ts';
import { type Answer, type Call, call } from './http.ts';
import { oneAtATime } from './one-at-a-time.ts';
import {
  clearSession,
  readSession,
  SESSION_KEY,
  type StoredSession,
  writeSession,
} from './stored-session.ts';

/** A token this close to its end is renewed before it is used. */
const RENEW_BEFORE_MS = 60_000;

/** Someone who is logged in. Calls renew the token by themselves. */
export interface Session {
  readonly user: CurrentUser;
  /** A request in this user's name; a refused token is renewed and the request sent once more. */
  request<T>(path: string, options?: Omit<Call, 'token'>): Promise<Answer<T>>;
  /** A token that is good for now. Throws `UNAUTHENTICATED` when the session has ended. */
  token(): Promise<string>;
  /** A token other than `refused`. */
  renewed(refused: string): Promise<string>;
  /** Ends it here and on the server; never throws. */
  logOut(): Promise<void>;
}

const ended = () => new ApiError('UNAUTHENTICATED', 'Your session has ended. Please log in again.');

/** The session this browser keeps, if any. */
export function openSession(): Session | null {
  const first = readSession();
  if (first === null) return null;
  const { user, kept } = first;

  const current = (): StoredSession => {
    const session = readSession();
    if (session?.user.id !== user.id) throw ended();
    return session;
  };
  const renewal = async (refused: string): Promise<string> => {
    const { token, refreshToken } = current();
    // Another tab was faster.
    if (token !== refused) return token;
    const { data } = await call<LoggedIn>('/auth/refresh', {
      method: 'POST',
      body: { refresh_token: refreshToken },
    });
    writeSession(stored(data, user, kept));
    return data.token;
  };
  let refusedToken = '';
  const renewOnce = oneAtATime(`${SESSION_KEY}.${user.id}`, () => renewal(refusedToken));
  const renewed = (refused: string) => {
    refusedToken = refused;
    return renewOnce();
  };
  const token = async () => {
    const session = current();
    return session.expiresAt - Date.now() > RENEW_BEFORE_MS ? session.token : renewed(session.token);
  };

  return {
    user,
    token,
    renewed,
    async request<T>(path: string, options: Omit<Call, 'token'> = {}) {
      const used = await token();
      try {
        return await call<T>(path, { ...options, token: used });
      } catch (error) {
        if (!(error instanceof ApiError) || error.code !== 'UNAUTHENTICATED') throw error;
        return call<T>(path, { ...options, token: await renewed(used) });
      }
    },
    async logOut() {
      const used = readSession()?.token;
      clearSession();
      if (used) await call('/auth/logout', { method: 'POST', token: used }).catch(() => undefined);
    },
  };
}

/** Logs in and keeps the session, in this tab or (`kept`) in this browser. */
export async function logIn(email: string, password: string, kept: boolean): Promise<Session> {
  const { data } = await call<LoggedIn>('/auth/login', { method: 'POST', body: { email, password } });
  writeSession(stored(data, data.user, kept));
  return openSession() as Session;
}

const stored = (tokens: Omit<LoggedIn, 'user'>, user: CurrentUser, kept: boolean): StoredSession => ({
  token: tokens.token,
  refreshToken: tokens.refresh_token,
  expiresAt: Date.now() + tokens.expires_in * 1000,
  user,
  kept,
});
