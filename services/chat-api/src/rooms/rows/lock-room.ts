import type { MemberRole, RoomType } from '@kcs/contracts';
import { ChatError } from '@kcs/contracts';
import type { Transaction } from '../../database/database.ts';

/** A room under its row lock, as the acting member sees it. `at` was taken after the lock: the time of what follows. */
export interface LockedRoom {
  readonly id: string;
  readonly roomType: RoomType;
  readonly name: string;
  readonly lastSeq: number;
  readonly memberCount: number;
  readonly role: MemberRole;
  readonly userName: string;
  readonly at: string;
}

/**
 * Every command that takes a number begins here: until the transaction ends, nobody else changes the room.
 * @throws ChatError ROOM_NOT_FOUND: no such room, deleted, or the user is not a member
 */
export async function lockRoom(tx: Transaction, roomId: string, userId: string): Promise<LockedRoom> {
  const [room] = await tx.$queryRaw<LockedRoom[]>`
    SELECT id, room_type AS "roomType", name, last_seq AS "lastSeq", member_count AS "memberCount", role,
      user_name AS "userName", at
    FROM lock_room(${roomId}, ${userId})`;
  if (!room) throw new ChatError('ROOM_NOT_FOUND');
  return room;
}
