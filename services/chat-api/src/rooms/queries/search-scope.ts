import { foldText } from '@kcs/contracts';
import type { Database } from '../../database/database.ts';
import { createFieldError } from '../../input/field-error.ts';

interface RoomSearchScope {
  readonly roomIds: string[];
  /** An upper bound for the number of messages in all rooms of `roomIds` together. */
  readonly messages: number;
}

const MAX_PEOPLE_PER_NAME = 25;
const ROOM_ID_PATTERN = /^room_[0-9a-z]{26}$/;
const USER_ID_PATTERN = /^user_[0-9a-z]{26}$/;

/**
 * Returns the rooms to search: only `roomId` if it is given, otherwise all rooms of the caller. If the query has `in:`
 * operators, keeps only rooms whose id or name matches the value of one of these operators. A value matches if it
 * equals the id or is part of the name. For a direct room, the current name of the other member counts as well.
 */
export async function findRoomsToSearch(
  { prisma }: Database,
  userId: string,
  { roomId, wanted }: { readonly roomId: string | undefined; readonly wanted: readonly string[] },
): Promise<RoomSearchScope> {
  const wantedRoomIds = wanted.filter((value) => ROOM_ID_PATTERN.test(value));
  const namePatterns = wanted.filter((value) => !ROOM_ID_PATTERN.test(value)).map(buildContainsPattern);
  const roomRows = await prisma.$queryRaw<{ id: string; last_seq: number }[]>`
    SELECT r.id, r.last_seq FROM room_members m JOIN rooms r ON r.id = m.room_id AND r.deleted_at IS NULL
    WHERE m.user_id = ${userId} AND r.id = coalesce(${roomId ?? null}::text, r.id)
      AND (${wanted.length === 0} OR r.id = ANY (${wantedRoomIds}::text[])
      OR fold_text(r.name) LIKE ANY (${namePatterns}::text[])
      OR (r.room_type = 'direct' AND ${namePatterns.length > 0} AND EXISTS (
        SELECT FROM room_members o JOIN users u ON u.id = o.user_id
        WHERE o.room_id = r.id AND o.user_id <> m.user_id AND u.name_folded LIKE ANY (${namePatterns}::text[]))))`;
  return {
    roomIds: roomRows.map(({ id }) => id),
    messages: roomRows.reduce((sum, row) => sum + row.last_seq, 0),
  };
}

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

/**
 * Returns a LIKE pattern for texts that contain the value. Folds the value before escaping it, because folding can
 * produce LIKE wildcards.
 */
const buildContainsPattern = (value: string): string =>
  `%${foldText(value)
    .trim()
    .replace(/[\\%_]/g, '\\$&')}%`;
