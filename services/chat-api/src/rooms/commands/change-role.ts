import { ChatError, type Member, type MemberRole } from '@kcs/contracts';
import type { Transaction } from '../../database/database.ts';
import { changeRoom } from '../changing/change-room.ts';
import type { RoomDeps } from '../room-deps.ts';
import { appendMembersChanged } from '../rows/append-members-changed.ts';
import type { LockedRoom } from '../rows/lock-room.ts';
import { readMembers } from '../rows/read-members.ts';
import { canActOnRole, canManageRoom } from '../rules/roles.ts';

interface ChangeRoleInput {
  readonly userId: string;
  readonly roomId: string;
  readonly memberId: string;
  readonly role: MemberRole;
}

/**
 * Changes a member's role in a group and returns the member (ROOM-7). If the member already has the role, appends no
 * event.
 *
 * Throws the errors of `changeRoom`, `MEMBER_NOT_FOUND` if `memberId` is not a member, or `FORBIDDEN` if the caller is
 * neither an owner nor an admin, or if the old or new role is above the caller's role. Throws `CONFLICT` if the room is
 * direct, if a deactivated member would be promoted, or if no active owner would remain.
 */
export async function changeMemberRole(
  deps: Pick<RoomDeps, 'db' | 'outbox' | 'budget' | 'roomChanges'>,
  { userId, roomId, memberId, role }: ChangeRoleInput,
): Promise<Member> {
  const { event, member } = await changeRoom(deps, { userId, roomId }, async (tx, room) => {
    if (room.roomType === 'direct')
      throw new ChatError('CONFLICT', 'Roles in a direct room cannot be changed. Create a group instead.');
    const [target] = await readMembers(tx, room.id, [memberId]);
    if (!target) throw new ChatError('MEMBER_NOT_FOUND');
    if (
      !canManageRoom(room.role) ||
      !canActOnRole(room.role, target.role) ||
      !canActOnRole(room.role, role)
    ) {
      throw new ChatError(
        'FORBIDDEN',
        'Only owners and admins can change roles, up to their own role. Ask an owner.',
      );
    }
    if (target.role === role) return { event: undefined, member: target };
    if (!target.active && !canActOnRole(target.role, role)) {
      throw new ChatError('CONFLICT', 'This account is deactivated. Choose an active member for this role.');
    }
    if (target.role === 'owner' && !(await hasOtherActiveOwner(tx, room, memberId))) {
      throw new ChatError('CONFLICT', 'A group must have an owner. Make another member an owner first.');
    }
    await tx.$executeRaw`
      UPDATE room_members SET role = ${role} WHERE room_id = ${room.id} AND user_id = ${memberId}`;
    const roleChangedEvent = await appendMembersChanged(tx, room, userId, {
      changed: [{ userId: memberId, role }],
    });
    return { event: roleChangedEvent, member: { ...target, role } };
  });
  if (event) deps.outbox.offer([event]);
  return member;
}

async function hasOtherActiveOwner(tx: Transaction, room: LockedRoom, memberId: string): Promise<boolean> {
  const [row] = await tx.$queryRaw<[{ other: boolean }]>`
    SELECT EXISTS (SELECT FROM room_members m JOIN users u ON u.id = m.user_id AND u.active
      WHERE m.room_id = ${room.id} AND m.role = 'owner' AND m.user_id <> ${memberId}) AS other`;
  return row.other;
}
