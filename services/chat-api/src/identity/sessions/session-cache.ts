import type { AccessClaims } from '@kcs/auth';
import { ChatError } from '@kcs/contracts';
import { LRUCache } from 'lru-cache';
import type { Database } from '../../database/database.ts';
import type { RequestUser } from '../../http/plugins/request-user.ts';
import { loadSession } from './find-live-session.ts';

/**
 * Whether the session of a verified token is alive. Asked of PostgreSQL, and believed for at most 5 s: an end on this
 * replica or one told by a notice counts at once, a lost notice within those 5 s.
 */
export interface SessionLife {
  /** The user behind the token, as of now. @throws ChatError UNAUTHENTICATED, or UNAVAILABLE while nobody can say */
  userOf(claims: AccessClaims): Promise<RequestUser>;
  forgetSessions(sessionIds: readonly string[]): void;
  /** Name, type or state changed. */
  forgetUser(userId: string): void;
}

const BELIEVED_MS = 5_000;
const REMEMBERED = 50_000;
const ENDED = 'The session has ended; log in again.';

export function createSessionLife({ db }: { db: Pick<Database, 'prisma'> }): SessionLife {
  const believed = new LRUCache<string, RequestUser>({ max: REMEMBERED, ttl: BELIEVED_MS });
  const asking = new Map<string, Promise<RequestUser>>();
  // An answer that was on its way while something ended may be of before: it is used once and not kept.
  let forgotten = 0;

  const look = async (sessionId: string): Promise<RequestUser> => {
    const before = forgotten;
    const found = await loadSession(db, sessionId);
    if (!found) throw new ChatError('UNAUTHENTICATED', ENDED);
    if (before === forgotten) believed.set(sessionId, found);
    return found;
  };
  const ask = (sessionId: string): Promise<RequestUser> => {
    const underWay = asking.get(sessionId);
    if (underWay) return underWay;
    const question = look(sessionId).finally(() => {
      if (asking.get(sessionId) === question) asking.delete(sessionId);
    });
    asking.set(sessionId, question);
    return question;
  };

  return {
    async userOf({ sessionId, userId }) {
      const user = believed.get(sessionId) ?? (await ask(sessionId));
      if (user.id !== userId) throw new ChatError('UNAUTHENTICATED', ENDED);
      return user;
    },
    forgetSessions(sessionIds) {
      forgotten += 1;
      for (const id of sessionIds) {
        believed.delete(id);
        asking.delete(id);
      }
    },
    forgetUser(userId) {
      forgotten += 1;
      for (const [id, user] of believed.entries()) if (user.id === userId) believed.delete(id);
      asking.clear();
    },
  };
}
