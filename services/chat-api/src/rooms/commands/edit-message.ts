import { ChatError } from '@kcs/contracts';
import type { Database } from '../../database/database.ts';
import { appendMessageEvent } from '../../log/append-event.ts';
import type { EventSink } from '../../log/outbox/outbox.ts';
import { lockMessage } from '../rows/lock-message.ts';
import type { MessageText } from '../rows/message-json.ts';
import { checkedContent, checkedMetadata, mentionsIn } from './send-message.ts';

export interface EditMessageInput {
  readonly userId: string;
  readonly messageId: string;
  readonly content: string;
  /** Absent: stays as it is. */
  readonly metadata?: Record<string, unknown> | null;
}

/**
 * Replaces the text of one's own message.
 * @throws ChatError MESSAGE_NOT_FOUND; FORBIDDEN to all but the sender; CONFLICT when it is deleted
 */
export async function editMessage(
  { db, publisher }: { readonly db: Database; readonly publisher: EventSink },
  input: EditMessageInput,
): Promise<MessageText> {
  const content = checkedContent(input.content);
  const keeps = input.metadata === undefined;
  const metadata = JSON.stringify(checkedMetadata(input.metadata ?? null));
  const event = await db.transaction(async (tx) => {
    const message = await lockMessage(tx, input.messageId, input.userId);
    if (message.senderId !== input.userId) {
      throw new ChatError('FORBIDDEN', 'Only the sender may edit a message.');
    }
    if (message.deleted) throw new ChatError('CONFLICT', 'The message is deleted and cannot be edited.');
    const mentions = await mentionsIn({ prisma: tx as Database['prisma'] }, message.roomId, content);
    await tx.$executeRaw`
      UPDATE messages SET content = ${content}, mentions = ${mentions}::text[], edited_at = ${message.at}::timestamptz,
        metadata = CASE WHEN ${keeps} THEN metadata ELSE nullif(${metadata}::jsonb, 'null') END
      WHERE id = ${message.id}`;
    await tx.$executeRaw`
      UPDATE message_search SET folded = search_fold(${content}::text) WHERE message_id = ${message.id}`;
    return appendMessageEvent(tx, message, 'message-updated');
  });
  publisher.offer([event]);
  return event.data;
}
