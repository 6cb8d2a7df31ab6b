import { ChatError, LIMITS, type Member, type MemberRole } from '@kcs/contracts';
import type { Database } from '../../database/database.ts';
import { requireActiveUsers } from '../../identity/queries/require-active-users.ts';
import { spendBudgets } from '../../limits/budget.ts';
import { changeRoom } from '../changing/change-room.ts';
import type { RoomDeps } from '../room-deps.ts';
import { appendMembersChanged } from '../rows/append-members-changed.ts';
import { insertMembers } from '../rows/insert-members.ts';
import { readMembers } from '../rows/read-members.ts';
import { canActOnRole, canManageRoom } from '../rules/roles.ts';

interface AddMembersInput {
  readonly userId: string;
  readonly roomId: string;
  readonly userIds: readonly string[];
  readonly role?: MemberRole;
  /** Whether the caller is an Admin. Admins have larger hourly budgets. */
  readonly isAdmin?: boolean;
}

/**
 * Adds users to a group (ROOM-6). Users who are already members keep their role. Returns all given users as members,
 * and whether anyone was added. If nobody was added, appends no event.
 *
 * Throws the errors of `changeRoom`, `RATE_LIMITED` if the caller's hourly budget for added people is used up,
 * `USER_NOT_FOUND` if a given user does not exist or is deactivated, `FORBIDDEN` if the caller's role is too low, or
 * `CONFLICT` if the room is direct or the group is full.
 */
export async function addMembers(
  deps: Pick<RoomDeps, 'db' | 'outbox' | 'budget' | 'roomChanges' | 'addedPeople'>,
  input: AddMembersInput,
): Promise<{ created: boolean; members: Member[] }> {
  const distinctUserIds = [...new Set(input.userIds)];
  const { userId, isAdmin = false } = input;
  const newcomerCount = await countNewcomers(deps.db, input.roomId, distinctUserIds);
  return spendBudgets(
    [{ budget: deps.addedPeople, amount: newcomerCount }],
    { userId, isAdmin },
    async () => {
      const { added, members } = await insertMembersAndPublish(deps, input, distinctUserIds);
      return { result: { created: added > 0, members }, unused: [newcomerCount - added] };
    },
  );
}

/** Returns how many of the given users are not members of the room yet. */
async function countNewcomers(
  { prisma }: Pick<Database, 'prisma'>,
  roomId: string,
  userIds: readonly string[],
): Promise<number> {
  const [known] = await prisma.$queryRaw<[{ members: number }]>`
    SELECT count(*)::integer AS members FROM room_members
    WHERE room_id = ${roomId} AND user_id = ANY (${[...userIds]}::text[])`;
  return userIds.length - known.members;
}

async function insertMembersAndPublish(
  deps: Pick<RoomDeps, 'db' | 'outbox' | 'budget' | 'roomChanges'>,
  input: AddMembersInput,
  userIds: readonly string[],
): Promise<{ added: number; members: Member[] }> {
  const newMemberRole = input.role ?? 'member';
  const { event, added, members } = await changeRoom(deps, input, async (tx, room) => {
    if (room.roomType === 'direct') {
      throw new ChatError('CONFLICT', 'A direct room always has two members. Create a group instead.');
    }
    if (!canManageRoom(room.role))
      throw new ChatError('FORBIDDEN', 'Only owners and admins can add members. Ask one of them.');
    if (!canActOnRole(room.role, newMemberRole))
      throw new ChatError(
        'FORBIDDEN',
        'You cannot assign a role above your own. Choose a lower role, or ask an owner.',
      );
    const activeUsers = await requireActiveUsers(tx, userIds);
    const addedUserIds = await insertMembers(
      tx,
      { roomId: room.id, seq: room.lastSeq + 1, joinedAt: room.lockedAt },
      userIds.map((userId) => ({ userId, role: newMemberRole })),
    );
    if (room.memberCount + addedUserIds.size > LIMITS.GROUP_MEMBERS) {
      throw new ChatError(
        'CONFLICT',
        `A group can have at most ${LIMITS.GROUP_MEMBERS} members. Create another group.`,
      );
    }
    const addedMembers = activeUsers
      .filter(({ id }) => addedUserIds.has(id))
      .map(({ id, name }) => ({ userId: id, name, role: newMemberRole }));
    const membersChangedEvent =
      addedMembers.length === 0
        ? undefined
        : await appendMembersChanged(tx, room, input.userId, { added: addedMembers });
    return {
      event: membersChangedEvent,
      added: addedMembers.length,
      members: await readMembers(tx, room.id, userIds),
    };
  });
  if (event) deps.outbox.offer([event]);
  return { added, members };
}
