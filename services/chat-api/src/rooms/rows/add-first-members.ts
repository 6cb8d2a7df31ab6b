import type { PostPolicy, RoomType } from '@kcs/contracts';
import type { Transaction } from '../../database/database.ts';
import type { NamedUser } from '../../identity/queries/require-active-users.ts';
import { appendEvent } from '../../log/append-event.ts';
import type { StoredEvent } from '../../log/stored-event.ts';
import { insertMembers } from './insert-members.ts';

export interface NewRoom {
  readonly roomType: RoomType;
  readonly name: string;
  readonly postPolicy: PostPolicy;
  /** The unique key of a direct room, which contains the ids of its two members. Null for a group. */
  readonly directKey: string | null;
  /** The first members of the room, with the creator first. */
  readonly people: readonly NamedUser[];
}

/** Stores the members of a new room, and appends and returns the room's first event. */
export async function addFirstMembers(
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
