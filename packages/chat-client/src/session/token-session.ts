import type { CurrentUser } from '@kcs/contracts';
import { ApiError } from '../api/api-error.ts';
import { restClient } from '../api/rest-client.ts';
import { type Session, sessionEnded, withRenewal } from './session.ts';

export interface TokenSessionOptions {
  readonly url?: string;
  /**
   * Returns an access token. `refused` is the token that the server refused, or null at first. Returning null or the
   * refused token ends the session.
   */
  readonly getToken: (refused: string | null) => string | null | Promise<string | null>;
}

/**
 * Creates a session with tokens from elsewhere, such as an organization's identity provider or the configuration of a
 * service. Loads the token's user from the server. Throws `ApiError`.
 */
export async function tokenSession({ url = '', getToken }: TokenSessionOptions): Promise<Session> {
  const rest = restClient(url);
  let current: string | null = null;
  const obtain = async (refused: string | null): Promise<string> => {
    const token = await getToken(refused);
    if (token === null || token === refused) throw sessionEnded();
    current = token;
    return token;
  };
  const tokens = {
    token: async () => current ?? obtain(null),
    renew: async (refused: string) => (current !== null && current !== refused ? current : obtain(refused)),
  };
  const request = withRenewal(rest, tokens);
  const { data: user } = await request<CurrentUser>('/auth/me');
  return {
    ...tokens,
    url,
    user,
    request,
    // The token's user is loaded from the server at each start.
    remember: () => undefined,
    forget() {
      current = null;
    },
    async logOut() {
      const token = current;
      current = null;
      if (token === null) return;
      await rest('/auth/logout', { method: 'POST', token }).catch((thrown: unknown) => {
        // The server may refuse, because the session of a foreign token belongs to its identity provider.
        if (!(thrown instanceof ApiError)) throw thrown;
      });
    },
  };
}
