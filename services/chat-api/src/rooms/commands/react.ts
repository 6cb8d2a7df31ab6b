import { ChatError, LIMITS } from '@kcs/contracts';
import type { Database, Transaction } from '../../database/database.ts';
import { appendMessageEvent } from '../../log/append-event.ts';
import type { EventSink } from '../../log/outbox/outbox.ts';
import { type LockedMessage, lockMessage } from '../rows/lock-message.ts';
import { type MessageText, messageText } from '../rows/message-json.ts';

export interface ReactionInput {
  readonly userId: string;
  readonly messageId: string;
  readonly emoji: string;
}

interface Deps {
  readonly db: Database;
  readonly publisher: EventSink;
}

/**
 * Adds one's reaction; again changes nothing and takes no number.
 * @throws ChatError MESSAGE_NOT_FOUND; CONFLICT when the message is deleted or bears its most kinds of reactions
 */
export function react(deps: Deps, input: ReactionInput): Promise<MessageText> {
  return change(deps, input, async (tx, message) => {
    const [row] = await tx.$queryRaw<[{ known: boolean; kinds: number }]>`
      SELECT coalesce(bool_or(emoji = ${input.emoji}), false) AS known, count(DISTINCT emoji)::integer AS kinds
      FROM reactions WHERE message_id = ${message.id}`;
    if (!row.known && row.kinds >= LIMITS.REACTION_KINDS_PER_MESSAGE) {
      throw new ChatError(
        'CONFLICT',
        `A message bears at most ${LIMITS.REACTION_KINDS_PER_MESSAGE} kinds of reactions.`,
      );
    }
    return tx.$executeRaw`
      INSERT INTO reactions (message_id, user_id, emoji, created_at)
      VALUES (${message.id}, ${input.userId}, ${input.emoji}, ${message.at}::timestamptz) ON CONFLICT DO NOTHING`;
  });
}

/** Takes one's reaction back; where there is none, nothing changes. @throws ChatError as `react` */
export function unreact(deps: Deps, input: ReactionInput): Promise<MessageText> {
  return change(
    deps,
    input,
    (tx, message) => tx.$executeRaw`
      DELETE FROM reactions
      WHERE message_id = ${message.id} AND user_id = ${input.userId} AND emoji = ${input.emoji}`,
  );
}

async function change(
  { db, publisher }: Deps,
  input: ReactionInput,
  apply: (tx: Transaction, message: LockedMessage) => Promise<number>,
): Promise<MessageText> {
  const { event, text } = await db.transaction(async (tx) => {
    const message = await lockMessage(tx, input.messageId, input.userId);
    if (message.deleted) throw new ChatError('CONFLICT', 'The message is deleted; it takes no reactions.');
    const changed = await apply(tx, message);
    if (changed === 0) return { event: undefined, text: await messageText(tx, message.id) };
    const appended = await appendMessageEvent(tx, message, 'message-updated');
    return { event: appended, text: appended.data };
  });
  if (event) publisher.offer([event]);
  return text;
}
