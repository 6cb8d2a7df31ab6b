import type { MemberRole } from '@kcs/contracts';
import type { Transaction } from '../../database/database.ts';

interface NewMember {
  readonly userId: string;
  readonly role: MemberRole;
}

interface NewMembership {
  readonly roomId: string;
  /**
   * The seq of the event that adds the members. Their read cursors start at this seq. They can see the whole history,
   * but nothing in it is unread (ROOM-11).
   */
  readonly seq: number;
  readonly joinedAt: string;
}

/** Adds the given users to a room and returns the ids of the new members. Skips users who are already members. */
export async function insertMembers(
  tx: Transaction,
  { roomId, seq, joinedAt }: NewMembership,
  members: readonly NewMember[],
): Promise<Set<string>> {
  const userIds = members.map(({ userId }) => userId);
  const roles = members.map(({ role }) => role);
  const addedMemberRows = await tx.$queryRaw<{ userId: string }[]>`
    INSERT INTO room_members (room_id, user_id, role, joined_seq, last_seen_seq, joined_at)
    SELECT ${roomId}, user_id, role, ${seq}, ${seq}, ${joinedAt}::timestamptz
    FROM unnest(${userIds}::text[], ${roles}::text[]) AS new (user_id, role)
    ON CONFLICT DO NOTHING RETURNING user_id AS "userId"`;
  await tx.$executeRaw`UPDATE rooms SET member_count = member_count + ${addedMemberRows.length} WHERE id = ${roomId}`;
  return new Set(addedMemberRows.map(({ userId }) => userId));
}
