import type { CHAT_API_REQUESTS, ReplyOf, RequestOf, UserType } from '@kcs/contracts';
import { Prisma } from '../../generated/client.ts';
import { recordSessionUse } from '../../identity/sessions/record-session-use.ts';
import type { RoomDeps } from '../room-deps.ts';
import { limitRoomsPerUser, readFirstRooms, selectFirstRoomsOf } from './first-rooms-of.ts';

interface ConnectingUserRow {
  /** The number of the connection in the request, counted from 1. */
  readonly number: number;
  readonly sessionId: string;
  readonly id: string;
  readonly name: string;
  readonly userType: UserType;
  readonly isUseUnrecorded: boolean;
  readonly rooms: string;
}

/**
 * Does the same as `authorizeConnection` for several connections, with one statement. Reads the sessions from
 * PostgreSQL, never from the cache.
 */
export async function authorizeConnections(
  { db }: Pick<RoomDeps, 'db'>,
  { connections }: RequestOf<typeof CHAT_API_REQUESTS.authorizeConnections>,
  limit = limitRoomsPerUser(connections.length),
): Promise<ReplyOf<typeof CHAT_API_REQUESTS.authorizeConnections>> {
  const sessionIds = connections.map(({ sessionId }) => sessionId);
  const userIds = connections.map(({ userId }) => userId);
  const rows = await db.prisma.$queryRaw<ConnectingUserRow[]>`
    SELECT q.number::integer AS number, s.id AS "sessionId", u.id, u.name, u.user_type AS "userType",
      s.last_used_at < now() - interval '5 minutes' AS "isUseUnrecorded",
      ${selectFirstRoomsOf(Prisma.sql`u.id`, limit)} AS rooms
    FROM unnest(${sessionIds}::text[], ${userIds}::text[]) WITH ORDINALITY AS q (session_id, user_id, number)
    JOIN sessions s ON s.id = q.session_id AND s.ended_at IS NULL AND s.expires_at > now()
    JOIN users u ON u.id = s.user_id AND u.id = q.user_id AND u.active`;
  const sessionIdsInUse = rows.flatMap(({ sessionId, isUseUnrecorded }) =>
    isUseUnrecorded ? sessionId : [],
  );
  if (sessionIdsInUse.length > 0) await recordSessionUse(db, sessionIdsInUse);
  const rowsByNumber = new Map(rows.map((row) => [row.number, row]));
  return {
    results: connections.map((_, n) => {
      const row = rowsByNumber.get(n + 1);
      if (!row) return { code: 'UNAUTHENTICATED' };
      const { id, name, userType } = row;
      return { user: { id, name, userType }, ...readFirstRooms(row.rooms, limit) };
    }),
  };
}
