import { ChatError } from '@kcs/contracts';
import type { IdentityDeps } from '../identity-deps.ts';
import { announceEndedSessions } from '../sessions/announce-ended-sessions.ts';
import { endSessions } from '../sessions/end-sessions.ts';

type EndSessionDeps = Pick<IdentityDeps, 'db' | 'nc' | 'sessions'>;

interface EndSessionInput {
  readonly userId: string;
  readonly sessionId: string;
}

/**
 * Ends one of the caller's own sessions (AUTH-7). Throws `SESSION_NOT_FOUND` if the session does not exist or has
 * already ended.
 */
export async function endSession(
  deps: EndSessionDeps,
  { userId, sessionId }: EndSessionInput,
): Promise<void> {
  const endedSessions = await endSessions(deps.db.prisma, {
    userId,
    only: sessionId,
    code: 'SESSION_REVOKED',
  });
  if (endedSessions.sessionIds.length === 0) throw new ChatError('SESSION_NOT_FOUND');
  announceEndedSessions(deps, endedSessions);
}

/**
 * Ends the caller's current session and closes its sockets on every gateway (AUTH-4). Does nothing if the session has
 * already ended.
 */
export async function logOut(deps: EndSessionDeps, { userId, sessionId }: EndSessionInput): Promise<void> {
  const endedSessions = await endSessions(deps.db.prisma, { userId, only: sessionId, code: 'LOGGED_OUT' });
  announceEndedSessions(deps, endedSessions);
}
