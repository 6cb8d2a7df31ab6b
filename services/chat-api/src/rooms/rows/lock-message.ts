import { ChatError, type MemberRole } from '@kcs/contracts';
import type { Transaction } from '../../database/database.ts';

/** A message whose room is locked, with the acting member's role there. */
export interface LockedMessage {
  readonly id: string;
  readonly roomId: string;
  readonly seq: number;
  readonly senderId: string;
  readonly deleted: boolean;
  readonly role: MemberRole;
  readonly at: string;
}

/** @throws ChatError MESSAGE_NOT_FOUND: no such message, or in a room that the user is not a member of */
export async function lockMessage(
  tx: Transaction,
  messageId: string,
  userId: string,
): Promise<LockedMessage> {
  const [message] = await tx.$queryRaw<LockedMessage[]>`
    SELECT id, room_id AS "roomId", seq, sender_id AS "senderId", deleted, role, at
    FROM lock_message(${messageId}, ${userId})`;
  if (!message) throw new ChatError('MESSAGE_NOT_FOUND');
  return message;
}
