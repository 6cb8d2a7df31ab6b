import type { UserType } from '@kcs/contracts';
import type { Database } from '../../database/database.ts';
import { requireMember } from './require-member.ts';

export interface RoomMembersInput {
  readonly userId: string;
  readonly roomId: string;
  readonly after?: string;
  readonly limit: number;
}

export interface RoomMembers {
  readonly members: { userId: string; userName: string; userType: UserType }[];
  readonly next: string | null;
}

/** Members in the order of their ids, for other services. @throws ChatError ROOM_NOT_FOUND */
export async function roomMembers(
  deps: { readonly db: Database },
  input: RoomMembersInput,
): Promise<RoomMembers> {
  await requireMember(deps, input);
  const rows = await deps.db.prisma.$queryRaw<RoomMembers['members']>`
    SELECT u.id AS "userId", u.name AS "userName", u.user_type AS "userType"
    FROM room_members m JOIN users u ON u.id = m.user_id
    WHERE m.room_id = ${input.roomId} AND m.user_id > ${input.after ?? ''}
    ORDER BY m.user_id LIMIT ${input.limit + 1}`;
  const members = rows.slice(0, input.limit);
  return { members, next: rows.length > input.limit ? (members.at(-1)?.userId ?? null) : null };
}
