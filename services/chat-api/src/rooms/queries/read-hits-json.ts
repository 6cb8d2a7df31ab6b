import type { RoomDeps } from '../room-deps.ts';
import { JOIN_PEER_SQL, PEER_JSON_SQL, ROOM_NAME_SQL } from '../rows/direct-peer.ts';
import { findHighlights } from '../rules/find-highlights.ts';
import type { SearchQuery } from '../rules/parse-search-query.ts';

/**
 * Returns the messages with the given ids as JSON, in the given order. Leaves out messages that the caller may no
 * longer read.
 */
export async function readHitsJson(
  { db }: Pick<RoomDeps, 'db'>,
  userId: string,
  ids: readonly string[],
  { words }: SearchQuery,
): Promise<string[]> {
  if (ids.length === 0) return [];
  const hitRows = await db.prisma.$queryRaw<{ json: string; content: string; room: string }[]>`
    SELECT with_own_reactions(t.text, t.id, ${userId}) AS json, t.content,
      json_build_object('room_name', ${ROOM_NAME_SQL}, 'room_type', r.room_type, 'peer', ${PEER_JSON_SQL})::text AS room
    FROM unnest(${ids}::text[]) WITH ORDINALITY AS hit (id, place)
    JOIN message_texts t ON t.id = hit.id
    JOIN rooms r ON r.id = t.room_id AND r.deleted_at IS NULL
    JOIN room_members m ON m.room_id = r.id AND m.user_id = ${userId} ${JOIN_PEER_SQL}
    WHERE t.deleted_at IS NULL ORDER BY hit.place`;
  return hitRows.map(({ json, content, room }) => {
    const highlightsJson = JSON.stringify(findHighlights(content, words));
    return `${json.slice(0, -1)},${room.slice(1, -1)},"highlights":${highlightsJson}}`;
  });
}
