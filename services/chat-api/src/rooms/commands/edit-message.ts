import { ChatError } from '@kcs/contracts';
import type { Transaction } from '../../database/database.ts';
import { appendEditEvent } from '../../log/append-event.ts';
import { prepareAndChangeMessage } from '../changing/change-message.ts';
import type { RoomDeps } from '../room-deps.ts';
import { findMentionedMembers } from '../rows/find-mentioned-members.ts';
import type { LockedMessage } from '../rows/lock-message.ts';
import { type MessageJson, readMessageJson } from '../rows/message-json.ts';
import { checkContent, checkMetadata } from '../rules/check-content.ts';

interface EditMessageInput {
  readonly userId: string;
  readonly messageId: string;
  readonly content: string;
  /** The new metadata. If absent, the metadata stays unchanged. */
  readonly metadata?: Record<string, unknown> | null;
}

/**
 * Replaces the content of the caller's own message and returns the message (MSG-4).
 *
 * Throws the errors of `changeMessage`, `VALIDATION_FAILED` if the content or metadata is not allowed, `FORBIDDEN` if
 * the caller is not the sender, or `CONFLICT` if the message is deleted.
 */
export async function editMessage(
  deps: Pick<RoomDeps, 'db' | 'outbox' | 'budget' | 'roomChanges'>,
  input: EditMessageInput,
): Promise<MessageJson> {
  const checkedContent = checkContent(input.content);
  const keepsMetadata = input.metadata === undefined;
  const metadataJson = JSON.stringify(checkMetadata(input.metadata ?? null));
  const findMentionedUserIds = (roomId: string) =>
    findMentionedMembers(deps.db.prisma, roomId, checkedContent);
  const applyEdit = async (tx: Transaction, message: LockedMessage, mentions: readonly string[]) => {
    if (message.senderId !== input.userId) {
      throw new ChatError('FORBIDDEN', 'Only the sender can edit a message. Write a new message instead.');
    }
    if (message.deleted)
      throw new ChatError(
        'CONFLICT',
        'The message is deleted and cannot be edited. Write a new message instead.',
      );
    const [before] = await tx.$queryRaw<[{ mentions: string[] }]>`
      UPDATE messages edited SET content = ${checkedContent}, mentions = ${mentions}::text[],
        edited_at = ${message.lockedAt}::timestamptz,
        metadata = CASE WHEN ${keepsMetadata} THEN before.metadata ELSE nullif(${metadataJson}::jsonb, 'null') END
      FROM messages before WHERE edited.id = ${message.id} AND before.id = edited.id
      RETURNING before.mentions`;
    // Update the old table `message_search`, which older versions still search during a deployment. A trigger updates
    // the current search index.
    await tx.$executeRaw`
      UPDATE message_search SET folded = search_fold(${checkedContent}::text) WHERE message_id = ${message.id}`;
    const newlyMentioned = mentions.filter((id) => !before.mentions.includes(id));
    const editEvent = await appendEditEvent(tx, message, newlyMentioned);
    return { event: editEvent, json: await readMessageJson(tx, message.id, input.userId) };
  };
  const { event, json } = await prepareAndChangeMessage(deps, input, {
    prepare: findMentionedUserIds,
    work: applyEdit,
  });
  deps.outbox.offer([event]);
  return json;
}
