import type { CurrentUser } from '@kcs/contracts';
import { ApiError } from '../api/api-error.ts';
import { httpTo } from '../api/http.ts';
import { ended, type Session, withRenewal } from './session.ts';

/**
 * A session over tokens that come from elsewhere: an organisation's identity provider, or the configuration of a
 * service. `getToken` is told which token was refused, if any; when it answers the same again or null, the session is over.
 * Asks the server who the token's user is; throws `ApiError`.
 */
export async function tokenSession(options: {
  readonly url?: string;
  readonly getToken: (refused: string | null) => string | null | Promise<string | null>;
}): Promise<Session> {
  const { url = '', getToken } = options;
  const http = httpTo(url);
  let known: string | null = null;
  const ask = async (refused: string | null): Promise<string> => {
    const token = await getToken(refused);
    if (token === null || token === refused) throw ended();
    known = token;
    return token;
  };
  const tokens = {
    token: async () => known ?? ask(null),
    renewed: async (refused: string) => (known !== null && known !== refused ? known : ask(refused)),
  };
  const request = withRenewal(http, tokens);
  const { data: user } = await request<CurrentUser>('/auth/me');
  return {
    ...tokens,
    url,
    user,
    request,
    forget() {
      known = null;
    },
    async logOut() {
      const token = known;
      known = null;
      // A foreign token's session is not ours to end; the server's refusal changes nothing.
      if (token) await http('/auth/logout', { method: 'POST', token }).catch(ignored);
    },
  };
}

const ignored = (thrown: unknown) => {
  if (!(thrown instanceof ApiError)) throw thrown;
};
