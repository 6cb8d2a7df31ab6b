import { ChatError, type MemberRole } from '@kcs/contracts';
import type { Transaction } from '../../database/database.ts';
import type { StoredEvent } from '../../log/stored-event.ts';
import { changeRoom } from '../changing/change-room.ts';
import type { RoomDeps } from '../room-deps.ts';
import { appendMembersChanged } from '../rows/append-members-changed.ts';
import type { LockedRoom } from '../rows/lock-room.ts';
import type { OwnSettings } from '../rows/own-settings.ts';
import { canActOnRole, canManageRoom } from '../rules/roles.ts';
import { markRoomDeleted } from './delete-room.ts';
import { hideDirectRoom } from './hide-direct-room.ts';

interface RemoveMemberInput {
  readonly userId: string;
  readonly roomId: string;
  /** The id of the member to remove. Equal to `userId` if the caller leaves the room. */
  readonly memberId: string;
}

/**
 * Removes a member from a group, or lets the caller leave a room. When the last owner leaves a group, another member
 * becomes owner (ROOM-8). When the last person leaves, the group is deleted, even if bot users remain (ROOM-9). Leaving a
 * direct room hides it until its next message (ROOM-10). In that case, returns the caller's settings for the room, which
 * the caller's other devices need. Otherwise, returns undefined.
 *
 * Throws the errors of `changeRoom`, `MEMBER_NOT_FOUND` if `memberId` is not a member, `FORBIDDEN` if the caller's role
 * is too low, or `CONFLICT` if the caller tries to remove the other person from a direct room.
 */
export async function removeMember(
  deps: Pick<RoomDeps, 'db' | 'outbox' | 'budget' | 'roomChanges'>,
  { userId, roomId, memberId }: RemoveMemberInput,
): Promise<OwnSettings | undefined> {
  const { events, settings } = await changeRoom(deps, { userId, roomId }, async (tx, room) => {
    const isLeaving = memberId === userId;
    if (room.roomType === 'direct') {
      if (!isLeaving)
        throw new ChatError(
          'CONFLICT',
          'The other person cannot be removed from a direct room. Leave the room instead.',
        );
      return { events: [], settings: await hideDirectRoom(tx, roomId, userId) };
    }
    if (!isLeaving) await assertCanRemoveMember(tx, room, memberId);
    const [removed] = await tx.$queryRaw<{ role: MemberRole }[]>`
      DELETE FROM room_members WHERE room_id = ${room.id} AND user_id = ${memberId} RETURNING role`;
    const [{ hasPeople }] = await tx.$queryRaw<[{ hasPeople: boolean }]>`
      UPDATE rooms SET member_count = member_count - 1 WHERE id = ${room.id}
      RETURNING EXISTS (
        SELECT FROM room_members m JOIN users u ON u.id = m.user_id
        WHERE m.room_id = rooms.id AND NOT u.is_service) AS "hasPeople"`;
    const newOwnerId = removed?.role === 'owner' ? await promoteMemberIfOwnerless(tx, room.id) : undefined;
    const removalEvent = await appendMembersChanged(tx, room, userId, {
      removed: [memberId],
      changed: newOwnerId === undefined ? [] : [{ userId: newOwnerId, role: 'owner' }],
    });
    const events: StoredEvent[] = [removalEvent];
    if (!hasPeople) events.push(await markRoomDeleted(tx, room, userId));
    return { events, settings: undefined };
  });
  deps.outbox.offer(events);
  return settings;
}

async function assertCanRemoveMember(tx: Transaction, room: LockedRoom, memberId: string): Promise<void> {
  if (!canManageRoom(room.role)) {
    throw new ChatError('FORBIDDEN', 'Only owners and admins can remove members. Ask one of them.');
  }
  const [target] = await tx.$queryRaw<{ role: MemberRole }[]>`
    SELECT role FROM room_members WHERE room_id = ${room.id} AND user_id = ${memberId}`;
  if (!target) throw new ChatError('MEMBER_NOT_FOUND');
  if (!canActOnRole(room.role, target.role)) {
    throw new ChatError('FORBIDDEN', 'You cannot remove a member with a role above your own. Ask an owner.');
  }
}

/**
 * Promotes a member if the group has no active owner (ROOM-8). Returns the id of the new owner, or undefined if nobody
 * was promoted.
 */
async function promoteMemberIfOwnerless(tx: Transaction, roomId: string): Promise<string | undefined> {
  const [row] = await tx.$queryRaw<
    [{ promoted: string | null }]
  >`SELECT promote_owner(${roomId}) AS promoted`;
  return row.promoted ?? undefined;
}
