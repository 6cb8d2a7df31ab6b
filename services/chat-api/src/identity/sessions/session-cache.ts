import type { AccessClaims } from '@kcs/auth';
import { ChatError } from '@kcs/contracts';
import { LRUCache } from 'lru-cache';
import type { Database } from '../../database/database.ts';
import { findUserOfLiveSession, type SessionUser } from './find-live-session.ts';

/**
 * Decides whether the session of a verified token is alive. Caches the user of a live session for at most 5 s. Refuses
 * a session as soon as this replica has ended it, or has received a notice that another replica ended it. If that
 * notice is lost, the session is refused within 5 s.
 */
export interface SessionCache {
  /**
   * Returns the user to whom the session belongs. Throws `UNAUTHENTICATED` if the session is not alive, or
   * `UNAVAILABLE` while PostgreSQL is unreachable.
   */
  userOf(claims: AccessClaims): Promise<SessionUser>;
  invalidateSessions(sessionIds: readonly string[]): void;
  /**
   * Removes a user's sessions from the cache. Call this method after the user's name, type, or state (active or
   * deactivated) has changed.
   */
  invalidateUser(userId: string): void;
}

const SESSION_CACHE_TTL_MS = 5_000;
const MAX_CACHED_SESSIONS = 50_000;
const SESSION_ENDED_MESSAGE = 'The session has ended. Log in again.';

export function createSessionCache({ db }: { readonly db: Pick<Database, 'prisma'> }): SessionCache {
  const usersBySessionId = new LRUCache<string, SessionUser>({
    max: MAX_CACHED_SESSIONS,
    ttl: SESSION_CACHE_TTL_MS,
  });
  const pendingLoadsBySessionId = new Map<string, Promise<SessionUser>>();
  // Counts how often sessions were removed from the cache. If this count changes while the user of a session is being
  // loaded, the loaded user may be stale and is returned but not cached.
  let removalCount = 0;

  const loadSessionUser = async (sessionId: string): Promise<SessionUser> => {
    const removalCountAtStart = removalCount;
    const user = await findUserOfLiveSession(db, sessionId);
    if (!user) throw new ChatError('UNAUTHENTICATED', SESSION_ENDED_MESSAGE);
    if (removalCountAtStart === removalCount) usersBySessionId.set(sessionId, user);
    return user;
  };
  const loadSessionUserOnce = (sessionId: string): Promise<SessionUser> => {
    const pendingLoad = pendingLoadsBySessionId.get(sessionId);
    if (pendingLoad) return pendingLoad;
    const newLoadPromise = loadSessionUser(sessionId).finally(() => {
      if (pendingLoadsBySessionId.get(sessionId) === newLoadPromise)
        pendingLoadsBySessionId.delete(sessionId);
    });
    pendingLoadsBySessionId.set(sessionId, newLoadPromise);
    return newLoadPromise;
  };

  return {
    async userOf({ sessionId, userId }) {
      const user = usersBySessionId.get(sessionId) ?? (await loadSessionUserOnce(sessionId));
      if (user.id !== userId) throw new ChatError('UNAUTHENTICATED', SESSION_ENDED_MESSAGE);
      return user;
    },
    invalidateSessions(sessionIds) {
      removalCount += 1;
      for (const id of sessionIds) {
        usersBySessionId.delete(id);
        pendingLoadsBySessionId.delete(id);
      }
    },
    invalidateUser(userId) {
      removalCount += 1;
      for (const [id, user] of usersBySessionId.entries())
        if (user.id === userId) usersBySessionId.delete(id);
      pendingLoadsBySessionId.clear();
    },
  };
}
