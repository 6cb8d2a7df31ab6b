import type { MemberRole, RoomType } from '@kcs/contracts';
import { ChatError } from '@kcs/contracts';
import type { Transaction } from '../../database/database.ts';

/** A locked room, with the caller's name and role. */
export interface LockedRoom {
  readonly id: string;
  readonly roomType: RoomType;
  readonly name: string;
  readonly lastSeq: number;
  readonly memberCount: number;
  readonly role: MemberRole;
  readonly userName: string;
  /** The time of all changes in this transaction. It is read after the lock has been granted. */
  readonly lockedAt: string;
}

/**
 * Locks a room until the transaction ends, so that no other command can change it. A transaction that appends an event
 * to an existing room must call this function or `lockMessage` first (TRAP-23, TRAP-24). The SQL functions
 * `send_messages_v2` and `hand_over_groups` lock their rooms themselves.
 *
 * Throws `ROOM_NOT_FOUND` if the room does not exist or is deleted, or if the user is not a member.
 */
export async function lockRoom(tx: Transaction, roomId: string, userId: string): Promise<LockedRoom> {
  const [room] = await tx.$queryRaw<LockedRoom[]>`
    SELECT id, room_type AS "roomType", name, last_seq AS "lastSeq", member_count AS "memberCount", role,
      user_name AS "userName", at AS "lockedAt"
    FROM lock_room(${roomId}, ${userId})`;
  if (!room) throw new ChatError('ROOM_NOT_FOUND');
  return room;
}
