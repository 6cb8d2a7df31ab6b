import { ChatError, type PostPolicy, type RoomType } from '@kcs/contracts';
import { newId } from '@kcs/service-kit';
import type { Queryable, Transaction } from '../../database/database.ts';
import { type NamedUser, requireActiveUsers } from '../../identity/queries/require-active-users.ts';
import { checkRoomName } from '../../input/check-text.ts';
import { createFieldError } from '../../input/field-error.ts';
import { spendBudgets } from '../../limits/budget.ts';
import { appendEvent } from '../../log/append-event.ts';
import type { StoredEvent } from '../../log/stored-event.ts';
import type { RoomDeps } from '../room-deps.ts';
import { insertMembers } from '../rows/insert-members.ts';
import { OWN_SETTINGS_COLUMNS_SQL, type OwnSettings } from '../rows/own-settings.ts';

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

interface CreateRoomResult {
  readonly roomId: string;
  /** False if the two people already had a direct room. In that case, nobody is notified. */
  readonly created: boolean;
  /**
   * The caller's settings for the room if the request made a hidden direct room visible again, otherwise undefined. The
   * caller's other devices need these settings.
   */
  readonly settings: OwnSettings | undefined;
}

interface NewRoom {
  readonly roomType: RoomType;
  readonly name: string;
  readonly postPolicy: PostPolicy;
  /** The unique key of a direct room, which contains the ids of its two members. Null for a group. */
  readonly directKey: string | null;
  /** The first members of the room, with the creator first. */
  readonly people: readonly NamedUser[];
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

interface NewRoomRequest extends Pick<NewRoom, 'roomType' | 'postPolicy' | 'directKey'> {
  readonly userId: string;
  readonly otherMemberIds: readonly string[];
  /** The name of a group. Absent for a direct room. */
  readonly name: string | undefined;
}

/**
 * Stores a new room and its first event. Storing a large room takes a while, so a user can store at most two rooms at
 * the same time.
 */
async function insertNewRoom(
  { db, outbox, roomChanges }: Pick<RoomDeps, 'db' | 'outbox' | 'roomChanges'>,
  { userId, otherMemberIds, roomType, name, postPolicy, directKey }: NewRoomRequest,
): Promise<CreateRoomResult> {
  const insertRoomWithMembers = async (tx: Transaction) => {
    const activeUsers = await requireActiveUsers(tx, [userId, ...otherMemberIds]);
    const newRoom = {
      roomType,
      name: name ?? activeUsers.map((person) => person.name).join(' & '),
      postPolicy,
      directKey,
      people: activeUsers,
    };
    const insertedRoom = await insertRoom(tx, newRoom);
    if (insertedRoom)
      return {
        roomId: insertedRoom.id,
        event: await addFirstMembers(tx, insertedRoom, newRoom),
        settings: undefined,
      };
    // Another request has created this direct room in the meantime. The insert waited for that request to commit, so
    // the room can be read now.
    const concurrentRoom = directKey && (await unhideDirectRoom(tx, directKey, userId));
    if (!concurrentRoom) throw new ChatError('UNAVAILABLE');
    return concurrentRoom;
  };
  const { event, roomId, settings } = await roomChanges.run(
    () => db.transaction(insertRoomWithMembers),
    userId,
  );
  if (event) outbox.offer([event]);
  return { roomId, created: event !== undefined, settings };
}

/**
 * Returns the normalized name of a new group, as it is stored. Throws `VALIDATION_FAILED` if the name is missing or not
 * allowed.
 */
function checkGroupName(given: string | undefined): string {
  if (given === undefined) throw createFieldError('/name', 'is required for a group');
  return checkRoomName(given);
}

interface UnhiddenRoom {
  readonly roomId: string;
  readonly event: undefined;
  /** The caller's settings for the room if the caller had hidden the room, otherwise undefined. */
  readonly settings: OwnSettings | undefined;
}

/**
 * Returns the direct room with the given key, or undefined if there is none. If the caller had hidden the room, makes
 * it visible again.
 */
async function unhideDirectRoom(
  db: Queryable,
  directKey: string,
  userId: string,
): Promise<UnhiddenRoom | undefined> {
  const [room] = await db.$queryRaw<{ id: string }[]>`SELECT id FROM rooms WHERE direct_key = ${directKey}`;
  if (!room) return undefined;
  const [settings] = await db.$queryRaw<OwnSettings[]>`
    UPDATE room_members m SET hidden_at = NULL
    WHERE m.room_id = ${room.id} AND m.user_id = ${userId} AND m.hidden_at IS NOT NULL
    RETURNING ${OWN_SETTINGS_COLUMNS_SQL}`;
  return { roomId: room.id, event: undefined, settings };
}

async function insertRoom(
  tx: Transaction,
  { roomType, name, postPolicy, directKey, people }: NewRoom,
): Promise<{ id: string; createdAt: string } | undefined> {
  const [room] = await tx.$queryRaw<{ id: string; createdAt: string }[]>`
    INSERT INTO rooms (id, room_type, name, post_policy, direct_key, created_by, created_at, last_activity_at)
    SELECT ${newId('room')}, ${roomType}, ${name}, ${postPolicy}, ${directKey}, ${people[0]?.id}, at, at
    FROM clock_timestamp() AS at
    ON CONFLICT (direct_key) DO NOTHING RETURNING id, iso(created_at) AS "createdAt"`;
  return room;
}

async function addFirstMembers(
  tx: Transaction,
  { id: roomId, createdAt }: { readonly id: string; readonly createdAt: string },
  { roomType, name, people }: NewRoom,
): Promise<StoredEvent> {
  // Both people in a direct room get the role `member`, so that neither can delete the other's messages.
  const firstMembers = people.map((person, i) => ({
    userId: person.id,
    name: person.name,
    role: roomType === 'group' && i === 0 ? ('owner' as const) : ('member' as const),
  }));
  await insertMembers(tx, { roomId, seq: 1, joinedAt: createdAt }, firstMembers);
  const [creator] = firstMembers;
  return appendEvent(tx, 'members-changed', {
    roomId,
    added: firstMembers,
    removed: [],
    changed: [],
    by: { userId: creator?.userId ?? '', name: creator?.name ?? '' },
    roomName: name,
    roomType,
    timestamp: createdAt,
  });
}
