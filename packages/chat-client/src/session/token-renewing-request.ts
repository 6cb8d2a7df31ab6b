import { ApiError } from '../api/api-error.ts';
import type { RestClient, RestOptions, RestResult } from '../api/rest-client.ts';
import type { TokenSource } from './token-source.ts';

/**
 * Returns a function that sends authenticated requests. If the server refuses the token, the function renews the token
 * and sends the request once more.
 */
export function createTokenRenewingRequest(rest: RestClient, tokens: TokenSource) {
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
