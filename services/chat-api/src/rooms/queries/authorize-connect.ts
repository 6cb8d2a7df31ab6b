import { type CHAT_API, ChatError, type ReplyOf, type RequestOf } from '@kcs/contracts';
import type { Database } from '../../database/database.ts';
import { loadSession } from '../../identity/sessions/find-live-session.ts';
import { roomsOfUser } from './list-rooms-of-user.ts';

/**
 * Whether the session behind a verified token is alive now (never from memory), whose it is, and the user's rooms.
 * @throws ChatError UNAUTHENTICATED
 */
export async function authorizeConnect(
  { db }: { db: Database },
  { sessionId, userId }: RequestOf<typeof CHAT_API.authorizeConnect>,
): Promise<ReplyOf<typeof CHAT_API.authorizeConnect>> {
  const [user, rooms] = await Promise.all([loadSession(db, sessionId), roomsOfUser({ db }, userId)]);
  if (user?.id !== userId) throw new ChatError('UNAUTHENTICATED', 'The session has ended; log in again.');
  return { user: { id: user.id, name: user.name, userType: user.userType }, rooms };
}
