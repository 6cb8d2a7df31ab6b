import type { CurrentUser, LoginResult } from '@kcs/contracts';
import { createRestClient, type RestOptions, type RestResult } from '../api/rest-client.ts';
import { singleFlight } from '../time/single-flight.ts';
import { countRenewals, forgetRenewals, recordRenewal } from './renewal-record.ts';
import { runInOneTab } from './run-in-one-tab.ts';
import { createSessionEndedError } from './session-ended-error.ts';
import type { SessionStorage, StoredSession } from './session-storage.ts';
import { createTokenRenewingRequest } from './token-renewing-request.ts';
import type { TokenSource } from './token-source.ts';

/** A token is renewed this long before it expires. */
const RENEW_BEFORE_EXPIRY_MS = 60_000;

export interface SessionOptions {
  /** The origin of the front door. Pages that the front door serves can omit it. */
  readonly url?: string;
  readonly storage: SessionStorage;
}

/** The session of a logged-in user. The session renews its access token as needed. */
export interface Session extends TokenSource {
  readonly url: string;
  readonly user: CurrentUser;
  /** Whether the session ends when the page closes, because the browser does not store the session. */
  readonly endsWithPage: boolean;
  /**
   * Sends a REST request as this user. If the server refuses the token, renews the token and sends the request once
   * more. Throws `ApiError` if the request fails.
   */
  request<T>(path: string, options?: Omit<RestOptions, 'token'>): Promise<RestResult<T>>;
  /** Stores the user's current profile, so that it can be shown the next time the session is opened on this device. */
  remember(user: CurrentUser): void;
  /** Deletes the session from this device. The session stays valid on the server. */
  forget(): void;
  /** Deletes the session from this device and ends it on the server. Never throws. */
  logOut(): Promise<void>;
}

/** Returns the stored session; null if there is none. */
export function openSession({ url = '', storage }: SessionOptions): Session | null {
  const storedSession = storage.read();
  return storedSession && createSession(storedSession.user, url, storage);
}

/** Logs in, stores the new session, and returns it. Throws `ApiError` if the login fails. */
export async function logIn(
  { url = '', storage }: SessionOptions,
  credentials: { readonly email: string; readonly password: string },
): Promise<Session> {
  const { data } = await createRestClient(url)<LoginResult>('/auth/login', {
    method: 'POST',
    body: credentials,
  });
  const isSessionStored = storage.write({
    ...toStoredSession(data, data.user),
    id: createSessionId(),
    renewals: 0,
  });
  return createSession(data.user, url, storage, !isSessionStored);
}

function createSession(
  user: CurrentUser,
  url: string,
  storage: SessionStorage,
  endsWithPage = false,
): Session {
  const restClient = createRestClient(url);
  let lastUsedToken = '';

  /**
   * Returns the stored session. Throws `UNAUTHENTICATED` if another tab has logged out or logged in as a different
   * user.
   */
  const readCurrentSession = (): StoredSession => {
    const storedSession = storage.read();
    if (storedSession?.user.id !== user.id) throw createSessionEndedError();
    lastUsedToken = storedSession.token;
    return storedSession;
  };
  const exchangeRefreshToken = async (refused: string): Promise<string> => {
    const { token, refreshToken, id, renewals = 0 } = readCurrentSession();
    // Another tab has already renewed the refused token.
    if (token !== refused) return token;
    // This tab has an outdated copy, because the browser duplicated or restored the tab. The server would treat the old
    // refresh token as stolen and end the session in all tabs (AUTH-3).
    if (id !== undefined && countRenewals(id) > renewals) throw createSessionEndedError();
    const { data } = await restClient<LoginResult>('/auth/refresh', {
      method: 'POST',
      body: { refresh_token: refreshToken },
    });
    const renewedSession = {
      ...toStoredSession(data, readCurrentSession().user),
      ...(id !== undefined && { id, renewals: renewals + 1 }),
    };
    storage.write(renewedSession);
    if (id !== undefined) recordRenewal(id, renewals + 1);
    lastUsedToken = data.token;
    return data.token;
  };
  const renewToken = singleFlight((refused) =>
    runInOneTab(`kcs.session.${user.id}`, () => exchangeRefreshToken(refused)),
  );
  const getValidToken = async () => {
    const currentSession = readCurrentSession();
    return currentSession.expiresAt - Date.now() > RENEW_BEFORE_EXPIRY_MS
      ? currentSession.token
      : renewToken(currentSession.token);
  };

  return {
    url,
    user,
    endsWithPage,
    token: getValidToken,
    renew: renewToken,
    request: createTokenRenewingRequest(restClient, { token: getValidToken, renew: renewToken }),
    remember(profile) {
      const storedSession = storage.read();
      if (storedSession?.user.id === profile.id) storage.write({ ...storedSession, user: profile });
    },
    forget() {
      // Do not delete a newer session that another tab has stored.
      if (storage.read()?.token === lastUsedToken) storage.clear();
    },
    async logOut() {
      const storedSession = storage.read();
      if (storedSession?.user.id !== user.id) return;
      storage.clear();
      if (storedSession.id !== undefined) forgetRenewals(storedSession.id);
      await restClient('/auth/logout', { method: 'POST', token: storedSession.token }).catch(() => undefined);
    },
  };
}

const toStoredSession = (tokens: Omit<LoginResult, 'user'>, user: CurrentUser): StoredSession => ({
  token: tokens.token,
  refreshToken: tokens.refresh_token,
  expiresAt: Date.now() + tokens.expires_in * 1000,
  user,
});

const createSessionId = (): string => crypto.getRandomValues(new Uint32Array(4)).join('-');
