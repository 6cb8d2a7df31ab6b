import { ChatError, LIMITS, type Member, type MemberRole } from '@kcs/contracts';
import { requireActiveUsers } from '../../identity/queries/require-active-users.ts';
import type { RoomDeps } from '../room-deps.ts';
import { appendMembersChanged } from '../rows/append-members-changed.ts';
import { insertMembers } from '../rows/insert-members.ts';
import { lockRoom } from '../rows/lock-room.ts';
import { readMembers } from '../rows/read-members.ts';
import { canActOn, canManageRoom } from '../rules/roles.ts';

interface AddMembersInput {
  readonly userId: string;
  readonly roomId: string;
  readonly userIds: readonly string[];
  readonly role?: MemberRole;
}

/**
 * Adds users to a group (ROOM-6). Existing members keep their role. Returns all given users as members, and whether any
 * of them was added. If none was added, no event is appended.
 *
 * Throws `ROOM_NOT_FOUND`, `USER_NOT_FOUND`, `FORBIDDEN`, or `CONFLICT` for a direct room or a full group.
 */
export async function addMembers(
  { db, outbox }: Pick<RoomDeps, 'db' | 'outbox'>,
  input: AddMembersInput,
): Promise<{ created: boolean; members: Member[] }> {
  const role = input.role ?? 'member';
  const userIds = [...new Set(input.userIds)];
  const { event, members } = await db.transaction(async (tx) => {
    const room = await lockRoom(tx, input.roomId, input.userId);
    if (room.roomType === 'direct') {
      throw new ChatError('CONFLICT', 'A direct room always has two members. Create a group instead.');
    }
    if (!canManageRoom(room.role))
      throw new ChatError('FORBIDDEN', 'Only owners and admins can add members.');
    if (!canActOn(room.role, role))
      throw new ChatError('FORBIDDEN', 'You cannot assign a role above your own.');
    const people = await requireActiveUsers(tx, userIds);
    const addedIds = await insertMembers(
      tx,
      { roomId: room.id, seq: room.lastSeq + 1, joinedAt: room.lockedAt },
      userIds.map((userId) => ({ userId, role })),
    );
    if (room.memberCount + addedIds.size > LIMITS.GROUP_MEMBERS) {
      throw new ChatError('CONFLICT', `A group can have at most ${LIMITS.GROUP_MEMBERS} members.`);
    }
    const added = people
      .filter(({ id }) => addedIds.has(id))
      .map(({ id, name }) => ({ userId: id, name, role }));
    const event =
      added.length === 0 ? undefined : await appendMembersChanged(tx, room, input.userId, { added });
    return { event, members: await readMembers(tx, room.id, userIds) };
  });
  if (event) outbox.offer([event]);
  return { created: event !== undefined, members };
}
