import type { MemberRole } from '@kcs/contracts';
import type { Transaction } from '../../database/database.ts';

export interface NewMember {
  readonly userId: string;
  readonly role: MemberRole;
}

/**
 * Adds those who are not members yet and returns them. `seq` is the number that the event about it will take: they
 * see the whole history and start with nothing unread.
 */
export async function insertMembers(
  tx: Transaction,
  room: { readonly id: string; readonly at: string; readonly seq: number },
  members: readonly NewMember[],
): Promise<Set<string>> {
  const ids = members.map(({ userId }) => userId);
  const roles = members.map(({ role }) => role);
  const added = await tx.$queryRaw<{ userId: string }[]>`
    INSERT INTO room_members (room_id, user_id, role, joined_seq, last_seen_seq, joined_at)
    SELECT ${room.id}, user_id, role, ${room.seq}, ${room.seq}, ${room.at}::timestamptz
    FROM unnest(${ids}::text[], ${roles}::text[]) AS new (user_id, role)
    ON CONFLICT DO NOTHING RETURNING user_id AS "userId"`;
  await tx.$executeRaw`UPDATE rooms SET member_count = member_count + ${added.length} WHERE id = ${room.id}`;
  return new Set(added.map(({ userId }) => userId));
}
