import type { PostPolicy, RoomType } from '@kcs/contracts';
import { checkRoomName } from '../../input/check-text.ts';
import { createFieldError } from '../../input/field-error.ts';
import { spendBudgets } from '../../limits/budget.ts';
import type { RoomDeps } from '../room-deps.ts';
import { unhideDirectRoom } from '../rows/unhide-direct-room.ts';
import { type CreateRoomResult, insertNewRoom } from './insert-new-room.ts';

interface CreateRoomInput {
  readonly userId: string;
  readonly roomType: RoomType;
  /** The name of a group. Ignored for a direct room. */
  readonly name?: string;
  /** Who may send messages in the group. Default: `all`. */
  readonly postPolicy?: PostPolicy;
  readonly memberIds: readonly string[];
  /** Whether the caller is an Admin. Admins have larger hourly budgets. */
  readonly isAdmin?: boolean;
}

/**
 * Creates a room and appends its first event, which adds the members (ROOM-2, LOG-2). Two people have at most one
 * direct room, even if both create it at the same time (ROOM-3). If they already have one, returns that room. Ignores
 * the name of a direct room, because clients show the names of its members (ROOM-4).
 *
 * Throws `VALIDATION_FAILED` if the members or the name do not fit the type of the room, `USER_NOT_FOUND` if a member
 * does not exist or is deactivated, or `RATE_LIMITED` if one of the caller's budgets is used up.
 */
export async function createRoom(
  deps: Pick<RoomDeps, 'db' | 'outbox' | 'budget' | 'newRooms' | 'addedPeople' | 'roomChanges'>,
  input: CreateRoomInput,
): Promise<CreateRoomResult> {
  const { userId, roomType } = input;
  const otherMemberIds = [...new Set(input.memberIds)].filter((id) => id !== userId);
  if (roomType === 'direct' && otherMemberIds.length !== 1) {
    throw createFieldError('/member_ids', 'must contain exactly one other person for a direct room');
  }
  const { postPolicy = 'all' } = input;
  if (roomType === 'direct' && postPolicy !== 'all') {
    throw createFieldError(
      '/post_policy',
      'must be "all" for a direct room, in which both members can write',
    );
  }
  const groupName = roomType === 'group' ? checkGroupName(input.name) : undefined;

  const directRoomKey = roomType === 'direct' ? [userId, ...otherMemberIds].sort().join(':') : null;
  await deps.budget.take(userId);
  // Return an existing room immediately, so that the request does not count against the hourly budgets.
  const existingRoom = directRoomKey && (await unhideDirectRoom(deps.db.prisma, directRoomKey, userId));
  if (existingRoom) return { roomId: existingRoom.roomId, created: false, settings: existingRoom.settings };
  const budgetCosts = [
    { budget: deps.newRooms, amount: 1 },
    { budget: deps.addedPeople, amount: otherMemberIds.length },
  ];
  return spendBudgets(budgetCosts, { userId, isAdmin: input.isAdmin ?? false }, async () => {
    const newRoomResult = await insertNewRoom(deps, {
      userId,
      otherMemberIds,
      roomType,
      name: groupName,
      postPolicy,
      directKey: directRoomKey,
    });
    return {
      result: newRoomResult,
      unused: newRoomResult.created ? [] : budgetCosts.map(({ amount }) => amount),
    };
  });
}

/**
 * Returns the normalized name of a new group, as it is stored. Throws `VALIDATION_FAILED` if the name is missing or not
 * allowed.
 */
function checkGroupName(given: string | undefined): string {
  if (given === undefined) throw createFieldError('/name', 'is required for a group');
  return checkRoomName(given);
}
