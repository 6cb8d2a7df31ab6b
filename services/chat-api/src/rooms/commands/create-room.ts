import { ChatError, type RoomType } from '@kcs/contracts';
import { newId } from '@kcs/service-kit';
import type { Transaction } from '../../database/database.ts';
import { type NamedUser, requireActiveUsers } from '../../identity/queries/require-active-users.ts';
import { checkRoomName } from '../../input/check-text.ts';
import { fieldError } from '../../input/field-error.ts';
import { appendEvent } from '../../log/append-event.ts';
import type { StoredEvent } from '../../log/stored-event.ts';
import type { RoomDeps } from '../room-deps.ts';
import { insertMembers } from '../rows/insert-members.ts';

interface CreateRoomInput {
  readonly userId: string;
  readonly roomType: RoomType;
  readonly name?: string;
  readonly memberIds: readonly string[];
}

interface CreateRoomResult {
  readonly roomId: string;
  /** False if a direct room of these two people already existed. In that case, nobody is notified. */
  readonly created: boolean;
}

interface NewRoom {
  readonly roomType: RoomType;
  readonly name: string;
  /** The unique key of a direct room, built from its two members. Null for a group. */
  readonly directKey: string | null;
  /** The first members of the room, with the creator first. */
  readonly people: readonly NamedUser[];
}

/**
 * Creates a room. The room's first event adds its members (ROOM-2, LOG-2). Two people have at most one direct room,
 * even if both create it at the same time (ROOM-3).
 *
 * Throws `VALIDATION_FAILED` or `USER_NOT_FOUND`.
 */
export async function createRoom(
  { db, outbox }: Pick<RoomDeps, 'db' | 'outbox'>,
  input: CreateRoomInput,
): Promise<CreateRoomResult> {
  const { userId, roomType } = input;
  const others = [...new Set(input.memberIds)].filter((id) => id !== userId);
  const name = input.name === undefined ? undefined : checkRoomName(input.name);
  if (roomType === 'direct' && others.length !== 1) {
    throw fieldError('/member_ids', 'must contain exactly one other person for a direct room');
  }
  if (roomType === 'group' && !name) throw fieldError('/name', 'is required for a group');

  const { event, roomId } = await db.transaction(async (tx) => {
    const directKey = roomType === 'direct' ? [userId, ...others].sort().join(':') : null;
    const existing = directKey && (await reopenDirect(tx, directKey, userId));
    if (existing) return { roomId: existing, event: undefined };
    const people = await requireActiveUsers(tx, [userId, ...others]);
    const newRoom = {
      roomType,
      name: name || people.map((person) => person.name).join(' & '),
      directKey,
      people,
    };
    const room = await insertRoom(tx, newRoom);
    if (room) return { roomId: room.id, event: await addFirstMembers(tx, room, newRoom) };
    // Another request has created this direct room since we checked. The insert waited for that request to commit.
    const createdMeanwhile = directKey && (await reopenDirect(tx, directKey, userId));
    if (!createdMeanwhile) throw new ChatError('UNAVAILABLE');
    return { roomId: createdMeanwhile, event: undefined };
  });
  if (event) outbox.offer([event]);
  return { roomId, created: event !== undefined };
}

/**
 * Returns the id of the direct room with this key, or undefined if there is none. If the caller had hidden the room,
 * makes it visible again.
 */
async function reopenDirect(tx: Transaction, directKey: string, userId: string): Promise<string | undefined> {
  const [room] = await tx.$queryRaw<{ id: string }[]>`SELECT id FROM rooms WHERE direct_key = ${directKey}`;
  if (!room) return undefined;
  await tx.$executeRaw`
    UPDATE room_members SET hidden_at = NULL
    WHERE room_id = ${room.id} AND user_id = ${userId} AND hidden_at IS NOT NULL`;
  return room.id;
}

async function insertRoom(
  tx: Transaction,
  { roomType, name, directKey, people }: NewRoom,
): Promise<{ id: string; createdAt: string } | undefined> {
  const [room] = await tx.$queryRaw<{ id: string; createdAt: string }[]>`
    INSERT INTO rooms (id, room_type, name, direct_key, created_by, created_at, last_activity_at)
    SELECT ${newId('room')}, ${roomType}, ${name}, ${directKey}, ${people[0]?.id}, at, at
    FROM clock_timestamp() AS at
    ON CONFLICT (direct_key) DO NOTHING RETURNING id, iso(created_at) AS "createdAt"`;
  return room;
}

async function addFirstMembers(
  tx: Transaction,
  { id: roomId, createdAt }: { readonly id: string; readonly createdAt: string },
  { roomType, name, people }: NewRoom,
): Promise<StoredEvent> {
  // Both people in a direct room get the role `member`, so neither can delete the other's messages.
  const members = people.map((person, i) => ({
    userId: person.id,
    name: person.name,
    role: roomType === 'group' && i === 0 ? ('owner' as const) : ('member' as const),
  }));
  await insertMembers(tx, { roomId, seq: 1, joinedAt: createdAt }, members);
  const [creator] = members;
  return appendEvent(tx, 'members-changed', {
    roomId,
    added: members,
    removed: [],
    changed: [],
    by: { userId: creator?.userId ?? '', name: creator?.name ?? '' },
    roomName: name,
    roomType,
    timestamp: createdAt,
  });
}
