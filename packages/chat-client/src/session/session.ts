import type { CurrentUser, LoggedIn } from '@kcs/contracts';
import { ApiError } from '../api/api-error.ts';
import { type RestClient, type RestOptions, type RestResult, restClient } from '../api/rest-client.ts';
import { singleFlight } from '../time/single-flight.ts';
import type { SessionStorage, StoredSession } from './session-storage.ts';
import type { TokenSource } from './token-source.ts';

/** A token this close to its expiry is renewed before use. */
const RENEW_BEFORE_MS = 60_000;

export interface SessionOptions {
  /** The origin of the front door. Not needed in a page that the front door serves. */
  readonly url?: string;
  readonly storage: SessionStorage;
}

/** A user who is logged in. Tokens are renewed as needed. */
export interface Session extends TokenSource {
  readonly url: string;
  readonly user: CurrentUser;
  /**
   * Sends a request as this user. If the token is refused, renews it and sends the request once more. Throws
   * `ApiError`.
   */
  request<T>(path: string, options?: Omit<RestOptions, 'token'>): Promise<RestResult<T>>;
  /** Stores the user's current profile, so that the next start on this device shows it. */
  remember(user: CurrentUser): void;
  /** Deletes the session from this device, but does not end it on the server. */
  forget(): void;
  /** Ends the session here and on the server. Never throws. */
  logOut(): Promise<void>;
}

/** Returns the stored session; null if there is none. */
export function openSession({ url = '', storage }: SessionOptions): Session | null {
  const stored = storage.read();
  return stored && storedSession(stored.user, url, storage);
}

/** Logs in and stores the session. Throws `ApiError`. */
export async function logIn(
  { url = '', storage }: SessionOptions,
  credentials: { readonly email: string; readonly password: string },
): Promise<Session> {
  const { data } = await restClient(url)<LoggedIn>('/auth/login', { method: 'POST', body: credentials });
  storage.write(toStored(data, data.user));
  return storedSession(data.user, url, storage);
}

function storedSession(user: CurrentUser, url: string, storage: SessionStorage): Session {
  const rest = restClient(url);
  let lastUsed = '';

  /** Throws if another tab logged out or logged in as someone else. */
  const current = (): StoredSession => {
    const session = storage.read();
    if (session?.user.id !== user.id) throw sessionEnded();
    lastUsed = session.token;
    return session;
  };
  const refresh = async (refused: string): Promise<string> => {
    const { token, refreshToken } = current();
    // Another tab renewed it first.
    if (token !== refused) return token;
    const { data } = await rest<LoggedIn>('/auth/refresh', {
      method: 'POST',
      body: { refresh_token: refreshToken },
    });
    storage.write(toStored(data, current().user));
    lastUsed = data.token;
    return data.token;
  };
  const renew = singleFlight((refused) => oneTabAtATime(`kcs.session.${user.id}`, () => refresh(refused)));
  const token = async () => {
    const session = current();
    return session.expiresAt - Date.now() > RENEW_BEFORE_MS ? session.token : renew(session.token);
  };

  return {
    url,
    user,
    token,
    renew,
    request: withRenewal(rest, { token, renew }),
    remember(profile) {
      const stored = storage.read();
      if (stored?.user.id === profile.id) storage.write({ ...stored, user: profile });
    },
    forget() {
      // Keep a session that another tab started in the meantime.
      if (storage.read()?.token === lastUsed) storage.clear();
    },
    async logOut() {
      const stored = storage.read();
      if (stored?.user.id !== user.id) return;
      storage.clear();
      await rest('/auth/logout', { method: 'POST', token: stored.token }).catch(() => undefined);
    },
  };
}

/** Sends requests with a token. If the token is refused, renews it and sends the request once more. */
export function withRenewal(rest: RestClient, tokens: TokenSource) {
  return async <T>(path: string, options: Omit<RestOptions, 'token'> = {}): Promise<RestResult<T>> => {
    const token = await tokens.token();
    try {
      return await rest<T>(path, { ...options, token });
    } catch (error) {
      if (!(error instanceof ApiError) || error.code !== 'UNAUTHENTICATED') throw error;
      return rest<T>(path, { ...options, token: await tokens.renew(token) });
    }
  };
}

export const sessionEnded = () =>
  new ApiError('UNAUTHENTICATED', 'Your session has ended. Please log in again.');

const toStored = (tokens: Omit<LoggedIn, 'user'>, user: CurrentUser): StoredSession => ({
  token: tokens.token,
  refreshToken: tokens.refresh_token,
  expiresAt: Date.now() + tokens.expires_in * 1000,
  user,
});

/** Runs the task in one tab of this origin at a time. Without Web Locks (Node, plain HTTP) it runs at once. */
const oneTabAtATime = <T>(lock: string, task: () => Promise<T>): Promise<T> =>
  globalThis.navigator?.locks ? navigator.locks.request(lock, task) : task();
