import { ChatError } from '@kcs/contracts';
import { appendDeletion } from '../../log/append-event.ts';
import type { RoomDeps } from '../room-deps.ts';
import { lockMessage } from '../rows/lock-message.ts';
import { type MessageJson, readMessageJson } from '../rows/message-json.ts';
import { canDeleteMessage } from '../rules/roles.ts';

/**
 * Deletes a message (MSG-5). The message keeps its place in the room but loses its content. Its text is removed from
 * stored events and from search. Deleting a message again changes nothing. Returns the deleted message.
 *
 * Throws `MESSAGE_NOT_FOUND`, or `FORBIDDEN` if the caller is neither the sender nor an owner or admin of the room.
 */
export async function deleteMessage(
  { db, outbox }: Pick<RoomDeps, 'db' | 'outbox'>,
  { userId, messageId }: { readonly userId: string; readonly messageId: string },
): Promise<MessageJson> {
  const { event, json } = await db.transaction(async (tx) => {
    const message = await lockMessage(tx, messageId, userId);
    if (!canDeleteMessage({ role: message.role, isSender: message.senderId === userId })) {
      throw new ChatError(
        'FORBIDDEN',
        "Only the sender and the room's owners and admins can delete this message.",
      );
    }
    if (message.deleted) return { event: undefined, json: await readMessageJson(tx, message.id) };
    const { id, lockedAt } = message;
    await tx.$executeRaw`
      UPDATE messages SET content = NULL, metadata = NULL, mentions = '{}', deleted_at = ${lockedAt}::timestamptz
      WHERE id = ${id}`;
    await tx.$executeRaw`DELETE FROM reactions WHERE message_id = ${id}`;
    await tx.$executeRaw`DELETE FROM message_search WHERE message_id = ${id}`;
    await tx.$executeRaw`SELECT scrub_message_events(${id}, ${lockedAt}::timestamptz)`;
    return { event: await appendDeletion(tx, message, userId), json: await readMessageJson(tx, id) };
  });
  if (event) outbox.offer([event]);
  return json;
}
