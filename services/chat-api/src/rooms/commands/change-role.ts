import { ChatError, type Member, type MemberRole } from '@kcs/contracts';
import type { Database, Transaction } from '../../database/database.ts';
import { appendEvent } from '../../log/append-event.ts';
import type { EventSink } from '../../log/outbox/outbox.ts';
import { type LockedRoom, lockRoom } from '../rows/lock-room.ts';
import { readMembers } from '../rows/read-members.ts';
import { managesRoom, reaches } from '../rules/roles.ts';

export interface ChangeRoleInput {
  readonly userId: string;
  readonly roomId: string;
  readonly memberId: string;
  readonly role: MemberRole;
}

/**
 * Gives a member of a group another role; the same again changes nothing and takes no number.
 * @throws ChatError ROOM_NOT_FOUND, MEMBER_NOT_FOUND; CONFLICT for a direct room, or when no active owner would be left;
 * FORBIDDEN where the member's role, or the one to give, is above one's own
 */
export async function changeRole(
  { db, publisher }: { readonly db: Database; readonly publisher: EventSink },
  input: ChangeRoleInput,
): Promise<Member> {
  const { event, member } = await db.transaction(async (tx) => {
    const room = await lockRoom(tx, input.roomId, input.userId);
    if (room.roomType === 'direct') throw new ChatError('CONFLICT', 'A direct room has no roles.');
    const [target] = await readMembers(tx, room.id, [input.memberId]);
    if (!target) throw new ChatError('MEMBER_NOT_FOUND');
    if (!managesRoom(room.role) || !reaches(room.role, target.role) || !reaches(room.role, input.role)) {
      throw new ChatError('FORBIDDEN', 'Only owners and admins change roles, and none above their own.');
    }
    if (target.role === input.role) return { event: undefined, member: target };
    if (target.role === 'owner' && !(await hasOtherOwner(tx, room, input.memberId))) {
      throw new ChatError('CONFLICT', 'A group needs an owner; make somebody else owner first.');
    }
    await tx.$executeRaw`
      UPDATE room_members SET role = ${input.role} WHERE room_id = ${room.id} AND user_id = ${input.memberId}`;
    const event = await appendEvent(tx, room, 'members-changed', {
      roomId: room.id,
      added: [],
      removed: [],
      changed: [{ userId: input.memberId, role: input.role }],
      by: { userId: input.userId, name: room.userName },
      roomName: room.name,
      roomType: room.roomType,
      timestamp: room.at,
    });
    return { event, member: { ...target, role: input.role } };
  });
  if (event) publisher.offer([event]);
  return member;
}

async function hasOtherOwner(tx: Transaction, room: LockedRoom, memberId: string): Promise<boolean> {
  const [row] = await tx.$queryRaw<[{ other: boolean }]>`
    SELECT EXISTS (SELECT FROM room_members m JOIN users u ON u.id = m.user_id AND u.active
      WHERE m.room_id = ${room.id} AND m.role = 'owner' AND m.user_id <> ${memberId}) AS other`;
  return row.other;
}
