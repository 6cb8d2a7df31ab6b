import { ChatError, type MemberRole } from '@kcs/contracts';
import type { Transaction } from '../../database/database.ts';
import type { StoredEvent } from '../../log/stored-event.ts';
import type { RoomDeps } from '../room-deps.ts';
import { appendMembersChanged } from '../rows/append-members-changed.ts';
import { type LockedRoom, lockRoom } from '../rows/lock-room.ts';
import { canActOn, canManageRoom } from '../rules/roles.ts';
import { endRoom } from './delete-room.ts';

interface RemoveMemberInput {
  readonly userId: string;
  readonly roomId: string;
  /** The member to remove. To leave the room, pass the same id as `userId`. */
  readonly memberId: string;
}

/**
 * Removes a member from a group, or lets the caller leave a room. When the last owner leaves a group, another member
 * becomes owner (ROOM-8). When the last member leaves, the group is deleted (ROOM-9). Leaving a direct room hides it
 * until its next message (ROOM-10).
 *
 * Throws `ROOM_NOT_FOUND`, `MEMBER_NOT_FOUND`, `FORBIDDEN`, or `CONFLICT` when removing the other person from a direct
 * room.
 */
export async function removeMember(
  { db, outbox }: Pick<RoomDeps, 'db' | 'outbox'>,
  { userId, roomId, memberId }: RemoveMemberInput,
): Promise<void> {
  const events = await db.transaction(async (tx) => {
    const room = await lockRoom(tx, roomId, userId);
    const leaving = memberId === userId;
    if (room.roomType === 'direct') {
      if (!leaving) throw new ChatError('CONFLICT', 'The other person cannot be removed from a direct room.');
      await hideRoom(tx, roomId, userId);
      return [];
    }
    if (!leaving) await assertCanRemove(tx, room, memberId);
    const [removed] = await tx.$queryRaw<{ role: MemberRole }[]>`
      DELETE FROM room_members WHERE room_id = ${room.id} AND user_id = ${memberId} RETURNING role`;
    await tx.$executeRaw`UPDATE rooms SET member_count = member_count - 1 WHERE id = ${room.id}`;
    const newOwner = removed?.role === 'owner' ? await promoteIfOwnerless(tx, room.id) : undefined;
    const removal = await appendMembersChanged(tx, room, userId, {
      removed: [memberId],
      changed: newOwner === undefined ? [] : [{ userId: newOwner, role: 'owner' }],
    });
    const events: StoredEvent[] = [removal];
    if (room.memberCount === 1) events.push(await endRoom(tx, room, userId));
    return events;
  });
  outbox.offer(events);
}

async function hideRoom(tx: Transaction, roomId: string, userId: string): Promise<void> {
  await tx.$executeRaw`
    UPDATE room_members SET hidden_at = now() WHERE room_id = ${roomId} AND user_id = ${userId}`;
}

async function assertCanRemove(tx: Transaction, room: LockedRoom, memberId: string): Promise<void> {
  if (!canManageRoom(room.role)) {
    throw new ChatError('FORBIDDEN', 'Only owners and admins can remove members.');
  }
  const [target] = await tx.$queryRaw<{ role: MemberRole }[]>`
    SELECT role FROM room_members WHERE room_id = ${room.id} AND user_id = ${memberId}`;
  if (!target) throw new ChatError('MEMBER_NOT_FOUND');
  if (!canActOn(room.role, target.role)) {
    throw new ChatError('FORBIDDEN', 'You cannot remove a member with a role above your own.');
  }
}

/**
 * Promotes a member to owner if a group has no active owner left, and returns the new owner's id. Returns undefined if
 * there is still an active owner. Active members come before deactivated ones, then admins before other members, then
 * those who joined first.
 */
async function promoteIfOwnerless(tx: Transaction, roomId: string): Promise<string | undefined> {
  const [promoted] = await tx.$queryRaw<{ userId: string }[]>`
    UPDATE room_members SET role = 'owner'
    WHERE room_id = ${roomId} AND role <> 'owner'
      AND user_id = (
        SELECT m.user_id FROM room_members m JOIN users u ON u.id = m.user_id WHERE m.room_id = ${roomId}
        ORDER BY u.active DESC, m.role = 'owner' DESC, m.role = 'admin' DESC, m.joined_seq, m.joined_at, m.user_id
        LIMIT 1)
    RETURNING user_id AS "userId"`;
  return promoted?.userId;
}
