import { findMentions, foldText } from '@kcs/contracts';
import type { Queryable } from '../../database/database.ts';

/**
 * Returns the ids of the active members whom a text mentions (MENTION-1). Runs no query if the text contains no `@`.
 */
export async function findMentionedMembers(
  db: Pick<Queryable, '$queryRaw'>,
  roomId: string,
  content: string,
): Promise<string[]> {
  const { starts, ids } = findPossibleMentions(content);
  if (starts.length === 0) return [];
  // The query returns all mentioned members and a few others, which `findMentions` removes. It uses the index
  // users_name_start_idx on the first three characters of each name, so its cost does not depend on the size of the
  // room.
  const possiblyMentionedMembers = await db.$queryRaw<{ id: string; name: string }[]>`
    SELECT u.id, u.name FROM users u
    WHERE u.active AND (left(u.name_folded, 3) = ANY (${starts}::text[]) OR u.id = ANY (${ids}::text[]))
      AND EXISTS (SELECT FROM room_members m WHERE m.room_id = ${roomId} AND m.user_id = u.id)`;
  return findMentions(content, possiblyMentionedMembers);
}

/**
 * Returns the first one, two, and three folded characters after each `@`, and every user id in the text. Both lists are
 * empty if the text contains no `@`.
 */
function findPossibleMentions(content: string): { starts: string[]; ids: string[] } {
  const nameStarts = new Set<string>();
  for (const [, start = ''] of foldText(content).matchAll(/@(?=(.{0,3}))/gsu)) {
    const nameCharacters = [...start];
    for (let length = 1; length <= nameCharacters.length; length += 1)
      nameStarts.add(nameCharacters.slice(0, length).join(''));
  }
  if (nameStarts.size === 0) return { starts: [], ids: [] };
  const possibleUserIds = new Set([...content.matchAll(/user_[0-9a-z]{26}/g)].map(([id]) => id));
  return { starts: [...nameStarts], ids: [...possibleUserIds] };
}
