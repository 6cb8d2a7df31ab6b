import { ChatError } from '@kcs/contracts';
import { appendDeletionEvent } from '../../log/append-event.ts';
import { changeMessage } from '../changing/change-message.ts';
import type { RoomDeps } from '../room-deps.ts';
import { type MessageJson, readMessageJson } from '../rows/message-json.ts';
import { canDeleteMessage } from '../rules/roles.ts';

/**
 * Deletes a message and returns it (MSG-5). The message keeps its place in the room, but loses its content and its
 * reactions. Its text is also removed from stored events and from the search index. Deleting a message that is already
 * deleted changes nothing.
 *
 * Throws the errors of `changeMessage`, or `FORBIDDEN` if the caller is neither the sender nor an owner or admin of the
 * room.
 */
export async function deleteMessage(
  deps: Pick<RoomDeps, 'db' | 'outbox' | 'budget' | 'roomChanges'>,
  { userId, messageId }: { readonly userId: string; readonly messageId: string },
): Promise<MessageJson> {
  const { event, json } = await changeMessage(deps, { userId, messageId }, async (tx, message) => {
    if (!canDeleteMessage({ role: message.role, isSender: message.senderId === userId })) {
      throw new ChatError(
        'FORBIDDEN',
        "Only the sender and the room's owners and admins can delete this message. Ask one of them.",
      );
    }
    if (message.deleted) return { event: undefined, json: await readMessageJson(tx, message.id, userId) };
    const { id, lockedAt } = message;
    await tx.$executeRaw`
      UPDATE messages SET content = NULL, metadata = NULL, mentions = '{}', deleted_at = ${lockedAt}::timestamptz
      WHERE id = ${id}`;
    await tx.$executeRaw`DELETE FROM reactions WHERE message_id = ${id}`;
    await tx.$executeRaw`DELETE FROM message_search WHERE message_id = ${id}`;
    await tx.$executeRaw`SELECT scrub_message_events(${id}, ${lockedAt}::timestamptz)`;
    return {
      event: await appendDeletionEvent(tx, message, userId),
      json: await readMessageJson(tx, id, userId),
    };
  });
  if (event) deps.outbox.offer([event]);
  return json;
}
