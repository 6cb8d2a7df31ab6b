import { ChatError } from '@kcs/contracts';
import type { Transaction } from '../../database/database.ts';

/**
 * A `Message` (contracts) as JSON text. The database view `message_texts` builds the text, and chat-api never parses
 * it.
 */
export type MessageJson = string;

/**
 * Returns the current state of a message as the given user sees it. Throws `MESSAGE_NOT_FOUND` if the message does not
 * exist.
 */
export async function readMessageJson(
  tx: Transaction,
  messageId: string,
  userId: string,
): Promise<MessageJson> {
  const [row] = await tx.$queryRaw<{ json: MessageJson }[]>`
    SELECT with_own_reactions(text, id, ${userId}) AS json FROM message_texts WHERE id = ${messageId}`;
  if (!row) throw new ChatError('MESSAGE_NOT_FOUND');
  return row.json;
}
