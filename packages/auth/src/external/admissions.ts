import { LRUCache } from 'lru-cache';
import type { ExternalClaims } from './external-claims.ts';

/** A token is admitted again after this time. This also applies a changed profile that an earlier admission skipped. */
const CACHED_MS = 60_000;
const CACHED_TOKENS = 20_000;

interface Admissions {
  /** Returns the id of the token's user. Rejects as `admit` does; failures are not cached. */
  userOf(claims: ExternalClaims): Promise<string>;
}

/**
 * Caches the user that each token was admitted for, so that not every request calls `admit`. Concurrent first uses of
 * a token share one call. Does not check that the session is alive.
 */
export function createAdmissions(
  admit: (claims: ExternalClaims) => Promise<string>,
  now: () => number,
): Admissions {
  const admitted = new LRUCache<string, Promise<string>>({
    max: CACHED_TOKENS,
    ttl: CACHED_MS,
    ttlResolution: 0,
    perf: { now },
  });

  function admitAndCache(claims: ExternalClaims): Promise<string> {
    const { sessionId } = claims;
    const user = admit(claims);
    admitted.set(sessionId, user);
    user.catch(() => {
      if (admitted.peek(sessionId) === user) admitted.delete(sessionId);
    });
    return user;
  }

  return { userOf: (claims) => admitted.get(claims.sessionId) ?? admitAndCache(claims) };
}
