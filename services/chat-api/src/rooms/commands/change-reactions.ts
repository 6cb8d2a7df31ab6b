import { ChatError, LIMITS } from '@kcs/contracts';
import type { Transaction } from '../../database/database.ts';
import { appendReactionEvent } from '../../log/append-event.ts';
import { changeMessage } from '../changing/change-message.ts';
import type { RoomDeps } from '../room-deps.ts';
import type { LockedMessage } from '../rows/lock-message.ts';
import { type MessageJson, readMessageJson } from '../rows/message-json.ts';
import { checkEmoji, qualifyEmoji } from '../rules/check-emoji.ts';

type ChangeReactionDeps = Pick<RoomDeps, 'db' | 'outbox' | 'budget' | 'roomChanges'>;

interface ReactionInput {
  readonly userId: string;
  readonly messageId: string;
  readonly emoji: string;
}

/**
 * Adds the caller's reaction and returns the message (MSG-7). If the reaction already exists, appends no event.
 *
 * Throws the errors of `changeMessage`, `VALIDATION_FAILED` if the reaction is not exactly one emoji, or `CONFLICT` if
 * the message is deleted or already has 50 different reactions.
 */
export async function addReaction(deps: ChangeReactionDeps, input: ReactionInput): Promise<MessageJson> {
  const qualifiedEmoji = checkEmoji(input.emoji);
  return changeReaction(deps, { ...input, emoji: qualifiedEmoji }, true, async (tx, message) => {
    const [row] = await tx.$queryRaw<[{ known: boolean; different: number }]>`
      SELECT coalesce(bool_or(emoji = ${qualifiedEmoji}), false) AS known, count(DISTINCT emoji)::integer AS different
      FROM reactions WHERE message_id = ${message.id}`;
    if (!row.known && row.different >= LIMITS.REACTION_KINDS_PER_MESSAGE) {
      throw new ChatError(
        'CONFLICT',
        `A message can have at most ${LIMITS.REACTION_KINDS_PER_MESSAGE} different reactions. Choose one that it has already.`,
      );
    }
    return tx.$executeRaw`
      INSERT INTO reactions (message_id, user_id, emoji, created_at)
      VALUES (${message.id}, ${input.userId}, ${qualifiedEmoji}, ${message.lockedAt}::timestamptz)
      ON CONFLICT DO NOTHING`;
  });
}

/**
 * Removes the caller's reaction, if it exists, and returns the message. Accepts any text, because older versions stored
 * reactions that are not emoji. If the caller has no reaction with exactly the given text, removes the caller's
 * reaction with the fully qualified form of the emoji.
 *
 * Throws the errors of `changeMessage`, or `CONFLICT` if the message is deleted.
 */
export function removeReaction(deps: ChangeReactionDeps, input: ReactionInput): Promise<MessageJson> {
  return changeReaction(
    deps,
    input,
    false,
    (tx, message) => tx.$executeRaw`
      DELETE FROM reactions
      WHERE message_id = ${message.id} AND user_id = ${input.userId} AND emoji = (
        SELECT emoji FROM reactions
        WHERE message_id = ${message.id} AND user_id = ${input.userId}
          AND emoji IN (${input.emoji}, ${qualifyEmoji(input.emoji) ?? input.emoji})
        ORDER BY emoji <> ${input.emoji} LIMIT 1)`,
  );
}

/**
 * Runs `apply`, which adds or deletes a reaction and returns how many rows it changed. If any row changed, appends an
 * event. Returns the message.
 */
async function changeReaction(
  deps: ChangeReactionDeps,
  { userId, messageId, emoji }: ReactionInput,
  added: boolean,
  apply: (tx: Transaction, message: LockedMessage) => Promise<number>,
): Promise<MessageJson> {
  const { event, json } = await changeMessage(deps, { userId, messageId }, async (tx, message) => {
    if (message.deleted) {
      throw new ChatError(
        'CONFLICT',
        'The message is deleted and cannot have reactions. React to another message.',
      );
    }
    const changedReactionCount = await apply(tx, message);
    const reactionEvent =
      changedReactionCount === 0
        ? undefined
        : await appendReactionEvent(tx, message, { emoji, user_id: userId, added });
    return { event: reactionEvent, json: await readMessageJson(tx, message.id, userId) };
  });
  if (event) deps.outbox.offer([event]);
  return json;
}
