import type { Database } from '../../database/database.ts';
import { createFieldError } from '../../input/field-error.ts';
import { buildContainsPattern } from './search-scope.ts';

const MAX_PEOPLE_PER_NAME = 25;
const USER_ID_PATTERN = /^user_[0-9a-z]{26}$/;

interface PeopleSearchScope {
  readonly userId: string;
  /** The values of the `from:` operators: user ids, parts of names, or `me` for the caller. */
  readonly wanted: readonly string[];
  /** The rooms to search. */
  readonly roomIds: readonly string[];
}

/**
 * Returns the ids of the people to whom the values of `from:` refer. If a name matches more than 25 people, only those
 * who are members of a searched room count.
 *
 * Throws `VALIDATION_FAILED` if a name also matches more than 25 members of these rooms.
 */
export async function findSenderIdsToSearch(
  { prisma }: Database,
  { userId, wanted, roomIds }: PeopleSearchScope,
): Promise<string[]> {
  const foundUserIds = new Set<string>();
  for (const value of wanted) {
    if (USER_ID_PATTERN.test(value)) foundUserIds.add(value);
    else if (value.toLowerCase() === 'me') foundUserIds.add(userId);
    else for (const id of await findUserIdsByName(prisma, value, roomIds)) foundUserIds.add(id);
  }
  return [...foundUserIds];
}

async function findUserIdsByName(
  prisma: Database['prisma'],
  name: string,
  roomIds: readonly string[],
): Promise<string[]> {
  const namePattern = buildContainsPattern(name);
  const maxUserRows = MAX_PEOPLE_PER_NAME + 1;
  let userRows = await prisma.$queryRaw<{ id: string }[]>`
    SELECT id FROM users WHERE name_folded LIKE ${namePattern}::text LIMIT ${maxUserRows}`;
  if (userRows.length > MAX_PEOPLE_PER_NAME) {
    userRows = await prisma.$queryRaw<{ id: string }[]>`
      SELECT u.id FROM users u WHERE u.name_folded LIKE ${namePattern}::text AND EXISTS (
        SELECT FROM room_members m WHERE m.user_id = u.id AND m.room_id = ANY (${roomIds}::text[])) LIMIT ${maxUserRows}`;
  }
  if (userRows.length > MAX_PEOPLE_PER_NAME) {
    throw createFieldError(
      '/q',
      `contains from:${name}, which matches more than ${MAX_PEOPLE_PER_NAME} people. Write the full name.`,
    );
  }
  return userRows.map(({ id }) => id);
}
