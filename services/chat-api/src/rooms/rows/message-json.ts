import { ChatError } from '@kcs/contracts';
import type { Transaction } from '../../database/database.ts';

/** A `Message` (contracts) as JSON text, the one shape of every read: see the view `message_texts`. */
export type MessageText = string;

/** The present text of a message that is known to exist. */
export async function messageText(tx: Transaction, messageId: string): Promise<MessageText> {
  const [row] = await tx.$queryRaw<{ text: string }[]>`
    SELECT text FROM message_texts WHERE id = ${messageId}`;
  if (!row) throw new ChatError('MESSAGE_NOT_FOUND');
  return row.text;
}
