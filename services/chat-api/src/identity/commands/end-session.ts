import { ChatError } from '@kcs/contracts';
import type { EdgeDeps } from '../identity-deps.ts';
import { announceEnded, endSessions } from '../sessions/end-sessions.ts';

/** Ends one session of one's own, on whatever device. @throws ChatError SESSION_NOT_FOUND where it is not alive */
export async function endSession(
  deps: Pick<EdgeDeps, 'db' | 'nc' | 'sessions'>,
  { userId, sessionId }: { userId: string; sessionId: string },
): Promise<void> {
  const ended = await endSessions(deps.db.prisma, { userId, only: sessionId, code: 'SESSION_REVOKED' });
  if (ended.sessionIds.length === 0) throw new ChatError('SESSION_NOT_FOUND');
  announceEnded(deps, ended);
}
