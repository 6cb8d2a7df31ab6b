import { ChatError, type MemberRole } from '@kcs/contracts';
import type { Database, Transaction } from '../../database/database.ts';
import { appendEvent } from '../../log/append-event.ts';
import type { EventSink } from '../../log/outbox/outbox.ts';
import type { StoredEvent } from '../../log/stored-event.ts';
import { type LockedRoom, lockRoom } from '../rows/lock-room.ts';
import { managesRoom, reaches } from '../rules/roles.ts';
import { endRoom } from './delete-room.ts';

export interface RemoveMemberInput {
  readonly userId: string;
  readonly roomId: string;
  /** Oneself: leaving. */
  readonly memberId: string;
}

/**
 * Removes a member from a group, or leaves it. The last owner's leaving promotes the longest-serving admin, else
 * member; the last member's leaving deletes the group. Leaving a direct room hides it until the next message.
 * @throws ChatError ROOM_NOT_FOUND, MEMBER_NOT_FOUND; CONFLICT for another in a direct room; FORBIDDEN
 */
export async function removeMember(
  { db, publisher }: { readonly db: Database; readonly publisher: EventSink },
  input: RemoveMemberInput,
): Promise<void> {
  const events = await db.transaction(async (tx) => {
    const room = await lockRoom(tx, input.roomId, input.userId);
    const leaving = input.memberId === input.userId;
    if (room.roomType === 'direct') {
      if (!leaving) throw new ChatError('CONFLICT', 'Nobody can be removed from a direct room.');
      await hide(tx, input);
      return [];
    }
    if (!leaving) await judgeRemoval(tx, room, input.memberId);
    const [gone] = await tx.$queryRaw<{ role: MemberRole }[]>`
      DELETE FROM room_members WHERE room_id = ${room.id} AND user_id = ${input.memberId} RETURNING role`;
    await tx.$executeRaw`UPDATE rooms SET member_count = member_count - 1 WHERE id = ${room.id}`;
    const promoted = gone?.role === 'owner' ? await promoteIfOwnerless(tx, room.id) : undefined;
    const removal = await appendEvent(tx, room, 'members-changed', {
      roomId: room.id,
      added: [],
      removed: [input.memberId],
      changed: promoted ? [{ userId: promoted, role: 'owner' }] : [],
      by: { userId: input.userId, name: room.userName },
      roomName: room.name,
      roomType: room.roomType,
      timestamp: room.at,
    });
    const events: StoredEvent[] = [removal];
    if (room.memberCount === 1) events.push(await endRoom(tx, room, input.userId));
    return events;
  });
  publisher.offer(events);
}

async function hide(tx: Transaction, { roomId, userId }: RemoveMemberInput): Promise<void> {
  await tx.$executeRaw`
    UPDATE room_members SET hidden_at = now() WHERE room_id = ${roomId} AND user_id = ${userId}`;
}

async function judgeRemoval(tx: Transaction, room: LockedRoom, memberId: string): Promise<void> {
  if (!managesRoom(room.role)) throw new ChatError('FORBIDDEN', 'Only owners and admins may remove members.');
  const [target] = await tx.$queryRaw<{ role: MemberRole }[]>`
    SELECT role FROM room_members WHERE room_id = ${room.id} AND user_id = ${memberId}`;
  if (!target) throw new ChatError('MEMBER_NOT_FOUND');
  if (!reaches(room.role, target.role)) {
    throw new ChatError('FORBIDDEN', 'Nobody may remove somebody of a higher role.');
  }
}

/**
 * A group with members has an owner who can act: the longest-serving admin takes over, else the longest-serving
 * member. Deactivated people are the last choice.
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
