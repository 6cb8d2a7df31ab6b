import { type CHAT_API_REQUESTS, ChatError, type ReplyOf, type RequestOf } from '@kcs/contracts';
import { findUserOfLiveSession } from '../../identity/sessions/find-live-session.ts';
import type { RoomDeps } from '../room-deps.ts';
import { listRoomsOfUser } from './list-rooms-of-user.ts';

/**
 * Returns the user to whom a verified token belongs, and the first page of the user's rooms. Reads the session from
 * PostgreSQL, never from the cache.
 *
 * Throws `UNAUTHENTICATED` if the session has ended.
 */
export async function authorizeConnection(
  { db }: Pick<RoomDeps, 'db'>,
  { sessionId, userId }: RequestOf<typeof CHAT_API_REQUESTS.authorizeConnect>,
): Promise<ReplyOf<typeof CHAT_API_REQUESTS.authorizeConnect>> {
  const [user, page] = await Promise.all([
    findUserOfLiveSession(db, sessionId),
    listRoomsOfUser({ db }, { userId }),
  ]);
  if (user?.id !== userId) throw new ChatError('UNAUTHENTICATED', 'The session has ended. Log in again.');
  return { user: { id: user.id, name: user.name, userType: user.userType }, ...page };
}
