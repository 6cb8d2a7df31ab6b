import { LRUCache } from 'lru-cache';
import type { ExternalClaims } from './external-claims.ts';

/**
 * How long the user id for an external token stays cached. After this time, the next request with the token calls
 * `admit` again, so that the profile in the user's newest token takes effect.
 */
const USER_ID_TTL_MS = 60_000;
const MAX_CACHED_TOKENS = 20_000;

interface ExternalUserIdCache {
  /**
   * Returns the id of the user whom the claims identify. Calls `admit` unless the id is cached. Rejects if `admit`
   * rejects. Such a failure is not cached.
   */
  userOf(claims: ExternalClaims): Promise<string>;
}

/**
 * Caches the user id for each external token, so that many requests with the same token call `admit` at most once a
 * minute. Concurrent requests with a new token share one call. Does not check whether the session has ended.
 */
export function createExternalUserIdCache(
  admit: (claims: ExternalClaims) => Promise<string>,
  now: () => number,
): ExternalUserIdCache {
  const userIdPromisesBySession = new LRUCache<string, Promise<string>>({
    max: MAX_CACHED_TOKENS,
    ttl: USER_ID_TTL_MS,
    ttlResolution: 0,
    perf: { now },
  });

  function requestUserId(claims: ExternalClaims): Promise<string> {
    const { sessionId } = claims;
    const userIdPromise = admit(claims);
    userIdPromisesBySession.set(sessionId, userIdPromise);
    userIdPromise.catch(() => {
      if (userIdPromisesBySession.peek(sessionId) === userIdPromise)
        userIdPromisesBySession.delete(sessionId);
    });
    return userIdPromise;
  }

  return { userOf: (claims) => userIdPromisesBySession.get(claims.sessionId) ?? requestUserId(claims) };
}
