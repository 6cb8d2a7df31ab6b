import type { CurrentUser, LoggedIn } from '@kcs/contracts';
import { ApiError } from '../api/api-error.ts';
import { type Answer, type Call, type Http, httpTo } from '../api/http.ts';
import { singleFlight } from '../time/single-flight.ts';
import { oneAtATime } from './one-at-a-time.ts';
import type { SessionStorage, StoredSession } from './session-storage.ts';
import type { TokenSource } from './token-source.ts';

/** A token this close to its end is renewed before it is used. */
const RENEW_BEFORE_MS = 60_000;

export interface SessionOptions {
  /** Origin of the front door; in a page that it serves itself, leave it out. */
  readonly url?: string;
  readonly storage: SessionStorage;
}

/** Someone who is logged in. Calls renew the token by themselves. */
export interface Session extends TokenSource {
  readonly url: string;
  readonly user: CurrentUser;
  /** A request in this user's name; a refused token is renewed and the request sent once more. Throws `ApiError`. */
  request<T>(path: string, call?: Omit<Call, 'token'>): Promise<Answer<T>>;
  /** Forgets it here; the server is not told. */
  forget(): void;
  /** Ends it here and on the server; never throws. */
  logOut(): Promise<void>;
}

/** The session that the storage keeps, if any. */
export function openSession({ url = '', storage }: SessionOptions): Session | null {
  const first = storage.read();
  return first && sessionOf(first.user, url, storage);
}

/** Logs in and keeps the session in the storage. Throws `ApiError`. */
export async function logIn(
  { url = '', storage }: SessionOptions,
  credentials: { readonly email: string; readonly password: string },
): Promise<Session> {
  const { data } = await httpTo(url)<LoggedIn>('/auth/login', { method: 'POST', body: credentials });
  storage.write(stored(data, data.user));
  return sessionOf(data.user, url, storage);
}

function sessionOf(user: CurrentUser, url: string, storage: SessionStorage): Session {
  const http = httpTo(url);
  let lastUsed = '';

  /** Another tab may have logged out, or somebody else in. */
  const current = (): StoredSession => {
    const session = storage.read();
    if (session?.user.id !== user.id) throw ended();
    lastUsed = session.token;
    return session;
  };
  const renew = async (refused: string): Promise<string> => {
    const { token, refreshToken } = current();
    // Another tab was faster.
    if (token !== refused) return token;
    const { data } = await http<LoggedIn>('/auth/refresh', {
      method: 'POST',
      body: { refresh_token: refreshToken },
    });
    current();
    storage.write(stored(data, user));
    lastUsed = data.token;
    return data.token;
  };
  const renewed = singleFlight((refused) => oneAtATime(`kcs.session.${user.id}`, () => renew(refused)));
  const token = async () => {
    const session = current();
    return session.expiresAt - Date.now() > RENEW_BEFORE_MS ? session.token : renewed(session.token);
  };

  return {
    url,
    user,
    token,
    renewed,
    request: withRenewal(http, { token, renewed }),
    forget() {
      // Another tab may have logged in again meanwhile.
      if (storage.read()?.token === lastUsed) storage.clear();
    },
    async logOut() {
      const used = storage.read();
      if (used?.user.id !== user.id) return;
      storage.clear();
      await http('/auth/logout', { method: 'POST', token: used.token }).catch(() => undefined);
    },
  };
}

/** Requests with a token; one that is refused is renewed, and the request sent once more. */
export function withRenewal(http: Http, tokens: TokenSource) {
  return async <T>(path: string, call: Omit<Call, 'token'> = {}): Promise<Answer<T>> => {
    const used = await tokens.token();
    try {
      return await http<T>(path, { ...call, token: used });
    } catch (error) {
      if (!(error instanceof ApiError) || error.code !== 'UNAUTHENTICATED') throw error;
      return http<T>(path, { ...call, token: await tokens.renewed(used) });
    }
  };
}

export const ended = () => new ApiError('UNAUTHENTICATED', 'Your session has ended. Please log in again.');

const stored = (tokens: Omit<LoggedIn, 'user'>, user: CurrentUser): StoredSession => ({
  token: tokens.token,
  refreshToken: tokens.refresh_token,
  expiresAt: Date.now() + tokens.expires_in * 1000,
  user,
});
