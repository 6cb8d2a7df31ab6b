import type { CurrentUser } from '@kcs/contracts';
import { ApiError } from '../api/api-error.ts';
import { createRestClient } from '../api/rest-client.ts';
import type { Session } from './session.ts';
import { createSessionEndedError } from './session-ended-error.ts';
import { createTokenRenewingRequest } from './token-renewing-request.ts';

export interface TokenSessionOptions {
  readonly url?: string;
  /**
   * Returns an access token. `refused` is the token that the server has just refused; null on the first call. If the
   * function returns null or the refused token, the session ends.
   */
  readonly getToken: (refused: string | null) => string | null | Promise<string | null>;
}

/**
 * Creates a session from access tokens that the caller provides, for example from an identity provider or from a
 * service's configuration. Loads the token's user from the server, and throws `ApiError` if that fails.
 */
export async function tokenSession({ url = '', getToken }: TokenSessionOptions): Promise<Session> {
  const restClient = createRestClient(url);
  let currentToken: string | null = null;
  const obtainToken = async (refused: string | null): Promise<string> => {
    const token = await getToken(refused);
    if (token === null || token === refused) throw createSessionEndedError();
    currentToken = token;
    return token;
  };
  const tokenSource = {
    token: async () => currentToken ?? obtainToken(null),
    renew: async (refused: string) =>
      currentToken !== null && currentToken !== refused ? currentToken : obtainToken(refused),
  };
  const requestWithTokenRenewal = createTokenRenewingRequest(restClient, tokenSource);
  const { data: user } = await requestWithTokenRenewal<CurrentUser>('/auth/me');
  return {
    ...tokenSource,
    url,
    user,
    endsWithPage: true,
    request: requestWithTokenRenewal,
    // Do not store the profile, because the user is loaded from the server each time a session is created.
    remember: () => undefined,
    forget() {
      currentToken = null;
    },
    async logOut() {
      const tokenToRevoke = currentToken;
      currentToken = null;
      if (tokenToRevoke === null) return;
      await restClient('/auth/logout', { method: 'POST', token: tokenToRevoke }).catch((thrown: unknown) => {
        // Ignore the failure. The server may refuse the logout, because only the identity provider can end an external
        // session.
        if (!(thrown instanceof ApiError)) throw thrown;
      });
    },
  };
}
