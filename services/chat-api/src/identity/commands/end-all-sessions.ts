import { ChatError } from '@kcs/contracts';
import { appendAuditEntry } from '../../audit/append-audit-entry.ts';
import type { IdentityDeps } from '../identity-deps.ts';
import { announceEndedSessions } from '../sessions/announce-ended-sessions.ts';
import { endSessions } from '../sessions/end-sessions.ts';

interface EndAllSessionsInput {
  readonly userId: string;
  /** The id of the Admin who ends the sessions. */
  readonly adminId: string;
}

/**
 * Ends all sessions of a user on behalf of an Admin, and closes their sockets on every gateway (ADMIN-7). Returns the
 * number of ended sessions. Throws `USER_NOT_FOUND` if the user does not exist.
 */
export async function endAllSessions(
  deps: Pick<IdentityDeps, 'db' | 'nc' | 'sessions'>,
  { userId, adminId }: EndAllSessionsInput,
): Promise<number> {
  const endedSessions = await deps.db.transaction(async (tx) => {
    const user = await tx.user.findUnique({ where: { id: userId }, select: { id: true } });
    if (!user) throw new ChatError('USER_NOT_FOUND');
    const ended = await endSessions(tx, { userId, code: 'SESSION_REVOKED' });
    const details = { count: ended.sessionIds.length };
    await appendAuditEntry(tx, {
      ...{ action: 'user.sessions-ended', actorId: adminId, targetId: userId, details },
    });
    return ended;
  });
  announceEndedSessions(deps, endedSessions);
  return endedSessions.sessionIds.length;
}

/**
 * Ends one session of a user on behalf of an Admin, and closes its sockets on every gateway (ADMIN-7). Throws
 * `SESSION_NOT_FOUND` if the user has no such session, or if the session has already ended.
 */
export async function endSessionOfUser(
  deps: Pick<IdentityDeps, 'db' | 'nc' | 'sessions'>,
  { userId, sessionId, adminId }: EndAllSessionsInput & { readonly sessionId: string },
): Promise<void> {
  const endedSessions = await deps.db.transaction(async (tx) => {
    const ended = await endSessions(tx, { userId, only: sessionId, code: 'SESSION_REVOKED' });
    if (ended.sessionIds.length === 0) throw new ChatError('SESSION_NOT_FOUND');
    await appendAuditEntry(tx, {
      ...{ action: 'user.sessions-ended', actorId: adminId, targetId: userId },
      details: { count: 1, session_id: sessionId },
    });
    return ended;
  });
  announceEndedSessions(deps, endedSessions);
}
