import type { EdgeDeps } from '../identity-deps.ts';
import { announceEnded, endSessions } from '../sessions/end-sessions.ts';

/** Ends the session and closes its sockets everywhere. Repeats are harmless. */
export async function logOut(
  deps: Pick<EdgeDeps, 'db' | 'nc' | 'sessions'>,
  { userId, sessionId }: { userId: string; sessionId: string },
): Promise<void> {
  announceEnded(deps, await endSessions(deps.db.prisma, { userId, only: sessionId, code: 'LOGGED_OUT' }));
}
