import { ChatError, LIMITS, type Member, type MemberRole } from '@kcs/contracts';
import type { Database } from '../../database/database.ts';
import { namedUsers } from '../../identity/queries/require-active-users.ts';
import { appendEvent } from '../../log/append-event.ts';
import type { EventSink } from '../../log/outbox/outbox.ts';
import { insertMembers } from '../rows/insert-members.ts';
import { lockRoom } from '../rows/lock-room.ts';
import { readMembers } from '../rows/read-members.ts';
import { managesRoom, reaches } from '../rules/roles.ts';

export interface AddMembersInput {
  readonly userId: string;
  readonly roomId: string;
  readonly userIds: readonly string[];
  readonly role?: MemberRole;
}

/**
 * Adds people to a group; those who are members already stay as they are, and if all are, no number is taken.
 * Returns the members named, and whether anybody is new.
 * @throws ChatError ROOM_NOT_FOUND, USER_NOT_FOUND; CONFLICT for a direct or full room; FORBIDDEN
 */
export async function addMembers(
  { db, publisher }: { readonly db: Database; readonly publisher: EventSink },
  input: AddMembersInput,
): Promise<{ created: boolean; members: Member[] }> {
  const role = input.role ?? 'member';
  const userIds = [...new Set(input.userIds)];
  const { event, members } = await db.transaction(async (tx) => {
    const room = await lockRoom(tx, input.roomId, input.userId);
    if (room.roomType === 'direct')
      throw new ChatError('CONFLICT', 'A direct room has two members for good.');
    if (!managesRoom(room.role)) throw new ChatError('FORBIDDEN', 'Only owners and admins may add members.');
    if (!reaches(room.role, role)) throw new ChatError('FORBIDDEN', 'You cannot give a role above your own.');
    const people = await namedUsers(tx, userIds);
    const added = await insertMembers(
      tx,
      { ...room, seq: room.lastSeq + 1 },
      userIds.map((userId) => ({ userId, role })),
    );
    if (room.memberCount + added.size > LIMITS.GROUP_MEMBERS) {
      throw new ChatError('CONFLICT', `A group has at most ${LIMITS.GROUP_MEMBERS} members.`);
    }
    const event =
      added.size === 0
        ? undefined
        : await appendEvent(tx, room, 'members-changed', {
            roomId: room.id,
            added: people
              .filter(({ id }) => added.has(id))
              .map(({ id, name }) => ({ userId: id, name, role })),
            removed: [],
            changed: [],
            by: { userId: input.userId, name: room.userName },
            roomName: room.name,
            roomType: room.roomType,
            timestamp: room.at,
          });
    return { event, members: await readMembers(tx, room.id, userIds) };
  });
  if (event) publisher.offer([event]);
  return { created: event !== undefined, members };
}
