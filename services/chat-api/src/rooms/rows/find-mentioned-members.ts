import type { Queryable } from '../../database/database.ts';
import { findMentions } from '../rules/find-mentions.ts';

/** Returns the ids of the members whom a text mentions. Runs no query if the text contains no `@`. */
export async function findMentionedMembers(
  db: Pick<Queryable, '$queryRaw'>,
  roomId: string,
  content: string,
): Promise<string[]> {
  if (!content.includes('@')) return [];
  // Candidates: every member whose name or id follows an `@` anywhere in the text. `findMentions` decides which ones
  // count.
  const candidates = await db.$queryRaw<{ id: string; name: string }[]>`
    SELECT u.id, u.name FROM room_members m JOIN users u ON u.id = m.user_id
    WHERE m.room_id = ${roomId}
      AND (position(lower('@' || u.name COLLATE "und-x-icu") IN lower(${content}::text COLLATE "und-x-icu")) > 0
        OR position('@[' || u.id || ']' IN ${content}::text) > 0)`;
  return findMentions(content, candidates);
}
