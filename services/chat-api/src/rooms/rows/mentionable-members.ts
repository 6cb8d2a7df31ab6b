import type { Database } from '../../database/database.ts';

export interface Mentionable {
  readonly id: string;
  readonly name: string;
}

/** The members that a text could mention: by `@` and their name, or by `@[their id]`. A superset of who is. */
export async function mentionableMembers(
  db: Pick<Database['prisma'], '$queryRaw'>,
  roomId: string,
  content: string,
): Promise<Mentionable[]> {
  return db.$queryRaw<Mentionable[]>`
    SELECT u.id, u.name FROM room_members m JOIN users u ON u.id = m.user_id
    WHERE m.room_id = ${roomId}
      AND (position(lower('@' || u.name COLLATE "und-x-icu") IN lower(${content}::text COLLATE "und-x-icu")) > 0
        OR position('@[' || u.id || ']' IN ${content}::text) > 0)`;
}
