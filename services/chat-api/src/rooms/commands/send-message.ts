import { ChatError, type SendMessageBody } from '@kcs/contracts';
import { newId } from '@kcs/service-kit';
import { requireWellFormedText } from '../../input/field-error.ts';
import type { RoomDeps } from '../room-deps.ts';
import { findMentionedMembers } from '../rows/find-mentioned-members.ts';
import type { MessageJson } from '../rows/message-json.ts';
import { checkContent, checkMetadata } from '../rules/check-content.ts';
import { findRepeatedMessage } from '../sending/find-repeat.ts';

export interface SendMessageInput extends SendMessageBody {
  readonly userId: string;
  readonly roomId: string;
  /**
   * The time after which the message must no longer be stored, because the sender has given up by then. Measured by
   * `performance.now()`.
   */
  readonly deadline?: number;
}

interface SendMessageResult {
  /**
   * False if a message with the same `client_msg_id` already existed. In that case, nothing was stored, and
   * `newMessage` is the existing message.
   */
  readonly created: boolean;
  readonly message: MessageJson;
}

/**
 * Stores a message under the room's next seq, then offers its event to the outbox without waiting for the bus (MSG-1).
 *
 * If the sender has already stored a message with the same `client_msg_id`, stores nothing and returns that message.
 * Such a repeat does not count against the sender's rate limit, and it succeeds even if the limit is exceeded (MSG-2).
 *
 * Throws `VALIDATION_FAILED` if the content or metadata is not allowed, `ROOM_NOT_FOUND` if the sender is not a member,
 * `ACCOUNT_CLOSED` if the other member of a direct room is deactivated, `POSTING_RESTRICTED` if only owners and admins
 * may send messages in the room (ROOM-14), `MESSAGE_NOT_FOUND` if `reply_to_id` is not a message in the room,
 * `RATE_LIMITED` if the sender's budget is used up, or `UNAVAILABLE` if the message could not be stored in time.
 */
export async function sendMessage(
  deps: Pick<RoomDeps, 'db' | 'sendLanes' | 'outbox' | 'budget' | 'roomChanges'>,
  input: SendMessageInput,
): Promise<SendMessageResult> {
  const { db, sendLanes, outbox, budget } = deps;
  const { userId, roomId } = input;
  const clientMsgId = requireWellFormedText('/client_msg_id', input.client_msg_id ?? null);
  const content = checkContent(input.content);
  const metadata = checkMetadata(input.metadata ?? null);
  try {
    await budget.take(userId);
  } catch (refusal) {
    const existingMessage = clientMsgId && (await findRepeatedMessage(db, { userId, roomId, clientMsgId }));
    if (!existingMessage) throw refusal;
    return { created: false, message: existingMessage };
  }
  const newMessage = {
    id: newId('msg'),
    room_id: roomId,
    sender_id: userId,
    content,
    message_type: input.message_type ?? 'text',
    reply_to_id: input.reply_to_id ?? null,
    client_msg_id: clientMsgId,
    metadata,
    mentions: await findMentions(deps, roomId, content),
  };
  const storeOutcome = await sendLanes.send(newMessage, input.deadline);
  switch (storeOutcome.status) {
    case 'created': {
      const { seq, json: data, createdAt, shown } = storeOutcome;
      outbox.offer([{ roomId, seq, kind: 'message-created', data, createdAt, shown }]);
      return { created: true, message: data };
    }
    case 'repeated':
      await budget.refund(userId);
      return { created: false, message: storeOutcome.json };
    case 'ROOM_NOT_FOUND':
    case 'ACCOUNT_CLOSED':
    case 'POSTING_RESTRICTED':
      throw new ChatError(storeOutcome.status);
    case 'MESSAGE_NOT_FOUND':
      throw new ChatError('MESSAGE_NOT_FOUND', 'reply_to_id is not the id of a message in this room.');
    default:
      return storeOutcome satisfies never;
  }
}

/**
 * Returns the ids of the members whom the message mentions. The lookup takes a while in a large room, so it waits in
 * the room's queue for changes instead of occupying a pooled connection.
 */
async function findMentions(
  { db, roomChanges }: Pick<RoomDeps, 'db' | 'roomChanges'>,
  roomId: string,
  content: string,
): Promise<string[]> {
  if (!content.includes('@')) return [];
  return roomChanges.run(() => findMentionedMembers(db.prisma, roomId, content), roomId);
}
