import { ChatError, type MemberRole } from '@kcs/contracts';
import type { Transaction } from '../../database/database.ts';
import type { ChangedMessage } from '../../log/append-event.ts';

/** A message in a locked room, with the caller's role in that room. */
export interface LockedMessage extends ChangedMessage {
  readonly senderId: string;
  readonly deleted: boolean;
  readonly role: MemberRole;
}

/**
 * Locks a message's room until the transaction ends, and returns the message. Throws `MESSAGE_NOT_FOUND` if the message
 * does not exist or the caller is not a member of its room.
 */
export async function lockMessage(
  tx: Transaction,
  messageId: string,
  userId: string,
): Promise<LockedMessage> {
  const [message] = await tx.$queryRaw<LockedMessage[]>`
    SELECT id, room_id AS "roomId", seq, sender_id AS "senderId", deleted, role, at AS "lockedAt"
    FROM lock_message(${messageId}, ${userId})`;
  if (!message) throw new ChatError('MESSAGE_NOT_FOUND');
  return message;
}
