import { ChatError } from '@kcs/contracts';
import type { Database } from '../../database/database.ts';
import { appendDeletion } from '../../log/append-event.ts';
import type { EventSink } from '../../log/outbox/outbox.ts';
import { lockMessage } from '../rows/lock-message.ts';
import { type MessageText, messageText } from '../rows/message-json.ts';
import { mayDeleteMessage } from '../rules/roles.ts';

/**
 * Empties a message, which keeps its place, and takes its text out of the stored events and of search. Deleting it again changes
 * nothing.
 * @throws ChatError MESSAGE_NOT_FOUND; FORBIDDEN to all but the sender and the room's owner and admins
 */
export async function deleteMessage(
  { db, publisher }: { readonly db: Database; readonly publisher: EventSink },
  input: { readonly userId: string; readonly messageId: string },
): Promise<MessageText> {
  const { event, text } = await db.transaction(async (tx) => {
    const message = await lockMessage(tx, input.messageId, input.userId);
    if (!mayDeleteMessage({ role: message.role, isSender: message.senderId === input.userId })) {
      throw new ChatError(
        'FORBIDDEN',
        "Only the sender and the room's owner and admins may delete a message.",
      );
    }
    if (message.deleted) return { event: undefined, text: await messageText(tx, message.id) };
    await tx.$executeRaw`
      UPDATE messages SET content = NULL, metadata = NULL, mentions = '{}', deleted_at = ${message.at}::timestamptz
      WHERE id = ${message.id}`;
    await tx.$executeRaw`DELETE FROM reactions WHERE message_id = ${message.id}`;
    await tx.$executeRaw`DELETE FROM message_search WHERE message_id = ${message.id}`;
    await tx.$executeRaw`SELECT scrub_message_events(${message.id}, ${message.at}::timestamptz)`;
    return {
      event: await appendDeletion(tx, message, input.userId),
      text: await messageText(tx, message.id),
    };
  });
  if (event) publisher.offer([event]);
  return text;
}
