import type { RoomType } from '@kcs/contracts';
import { newId } from '@kcs/service-kit';
import type { Database, Transaction } from '../../database/database.ts';
import { type NamedUser, namedUsers } from '../../identity/queries/require-active-users.ts';
import { fieldError } from '../../input/field-error.ts';
import { wellFormed } from '../../input/well-formed.ts';
import { appendEvent } from '../../log/append-event.ts';
import type { EventSink } from '../../log/outbox/outbox.ts';
import type { StoredEvent } from '../../log/stored-event.ts';
import { insertMembers } from '../rows/insert-members.ts';

export interface CreateRoomInput {
  readonly userId: string;
  readonly roomType: RoomType;
  readonly name?: string;
  readonly memberIds: readonly string[];
}

export interface Created {
  readonly roomId: string;
  /** False: the pair's direct room was there already, and nobody is notified. */
  readonly created: boolean;
}

interface Plan {
  readonly roomType: RoomType;
  readonly name: string;
  readonly directKey: string | null;
  readonly people: readonly NamedUser[];
}

/**
 * Makes a room whose number 1 adds its first members. A direct room exists once per pair, whoever asks and however
 * many at once.
 * @throws ChatError VALIDATION_FAILED, USER_NOT_FOUND
 */
export async function createRoom(
  { db, publisher }: { readonly db: Database; readonly publisher: EventSink },
  input: CreateRoomInput,
): Promise<Created> {
  const others = [...new Set(input.memberIds)].filter((id) => id !== input.userId);
  const name = wellFormed('/name', input.name?.trim());
  if (input.roomType === 'direct' && others.length !== 1) {
    throw fieldError('/member_ids', 'must name exactly one other person for a direct room');
  }
  if (input.roomType === 'group' && !name) throw fieldError('/name', 'must be given for a group');

  const { event, ...result } = await db.transaction(async (tx) => {
    const directKey = input.roomType === 'direct' ? [input.userId, ...others].sort().join(':') : null;
    const known = directKey && (await reopenDirect(tx, directKey, input.userId));
    if (known) return { roomId: known, created: false, event: undefined };
    const people = await namedUsers(tx, [input.userId, ...others]);
    const plan = {
      roomType: input.roomType,
      name: name || people.map((person) => person.name).join(' & '),
      directKey,
      people,
    };
    const made = await insertRoom(tx, plan);
    // Somebody made the pair's room between our look and now; the insert has waited for its commit.
    if (!made && directKey) {
      return {
        roomId: (await reopenDirect(tx, directKey, input.userId)) ?? '',
        created: false,
        event: undefined,
      };
    }
    const event = await addFirstMembers(tx, made as { id: string; at: string }, plan);
    return { roomId: event.roomId, created: true, event };
  });
  if (event) publisher.offer([event]);
  return result;
}

/** The pair's room, if there is one. Whoever asks for it wants to see it, even after having left it. */
async function reopenDirect(tx: Transaction, directKey: string, userId: string): Promise<string | undefined> {
  const [room] = await tx.$queryRaw<{ id: string }[]>`SELECT id FROM rooms WHERE direct_key = ${directKey}`;
  if (!room) return undefined;
  await tx.$executeRaw`
    UPDATE room_members SET hidden_at = NULL
    WHERE room_id = ${room.id} AND user_id = ${userId} AND hidden_at IS NOT NULL`;
  return room.id;
}

async function insertRoom(tx: Transaction, plan: Plan): Promise<{ id: string; at: string } | undefined> {
  const [room] = await tx.$queryRaw<{ id: string; at: string }[]>`
    INSERT INTO rooms (id, room_type, name, direct_key, created_by, created_at, last_activity_at)
    SELECT ${newId('room')}, ${plan.roomType}, ${plan.name}, ${plan.directKey}, ${plan.people[0]?.id}, at, at
    FROM clock_timestamp() AS at
    ON CONFLICT (direct_key) DO NOTHING RETURNING id, iso(created_at) AS at`;
  return room;
}

async function addFirstMembers(
  tx: Transaction,
  room: { id: string; at: string },
  { roomType, name, people }: Plan,
): Promise<StoredEvent> {
  // The two of a direct room are equals: neither may delete what the other wrote.
  const members = people.map((person, i) => ({
    userId: person.id,
    name: person.name,
    role: roomType === 'group' && i === 0 ? ('owner' as const) : ('member' as const),
  }));
  await insertMembers(tx, { ...room, seq: 1 }, members);
  const [creator] = members;
  return appendEvent(tx, room, 'members-changed', {
    roomId: room.id,
    added: members,
    removed: [],
    changed: [],
    by: { userId: creator?.userId ?? '', name: creator?.name ?? '' },
    roomName: name,
    roomType,
    timestamp: room.at,
  });
}
