import { ChatError, metadataProblem, normalizeContent, type SendMessageBody } from '@kcs/contracts';
import { newId } from '@kcs/service-kit';
import type { Database } from '../../database/database.ts';
import { fieldError } from '../../input/field-error.ts';
import { wellFormed } from '../../input/well-formed.ts';
import type { EventSink } from '../../log/outbox/outbox.ts';
import { mentionableMembers } from '../rows/mentionable-members.ts';
import type { MessageText } from '../rows/message-json.ts';
import { findMentions } from '../rules/find-mentions.ts';
import { findRepeat } from '../sending/find-repeat.ts';
import type { MessageBudget } from '../sending/message-budget.ts';
import type { SendLanes } from '../sending/send-lanes.ts';

export interface SendMessageInput extends SendMessageBody {
  readonly userId: string;
  readonly roomId: string;
}

export interface Sent {
  /** False for a repeat of a `client_msg_id`: the first message, nothing stored. */
  readonly created: boolean;
  readonly message: MessageText;
}

interface Deps {
  readonly db: Database;
  readonly sends: SendLanes;
  readonly publisher: EventSink;
  readonly budget: MessageBudget;
}

/**
 * Stores a message with the room's next number, then hands its event to the bus; does not wait for the bus. A repeat
 * of a `client_msg_id` stores nothing, costs nothing of the sender's budget, and is answered over the limit too.
 * @throws ChatError VALIDATION_FAILED, ROOM_NOT_FOUND, MESSAGE_NOT_FOUND, RATE_LIMITED, UNAVAILABLE
 */
export async function sendMessage(deps: Deps, input: SendMessageInput): Promise<Sent> {
  const { userId, roomId } = input;
  const clientMsgId = wellFormed('/client_msg_id', input.client_msg_id ?? null);
  const content = checkedContent(input.content);
  const metadata = checkedMetadata(input.metadata ?? null);
  try {
    await deps.budget.take(userId);
  } catch (refusal) {
    const first = clientMsgId && (await findRepeat(deps.db, { userId, roomId, clientMsgId }));
    if (!first) throw refusal;
    // The refused attempt was counted too.
    await deps.budget.giveBack(userId);
    return { created: false, message: first };
  }
  const outcome = await deps.sends.send({
    id: newId('msg'),
    room_id: roomId,
    sender_id: userId,
    content,
    message_type: input.message_type ?? 'text',
    reply_to_id: input.reply_to_id ?? null,
    client_msg_id: clientMsgId,
    metadata,
    mentions: await mentionsIn(deps.db, roomId, content),
  });
  switch (outcome.status) {
    case 'created': {
      const { seq, text: data, at: createdAt, shown } = outcome;
      deps.publisher.offer([{ roomId, seq, kind: 'message-created', data, createdAt, shown }]);
      return { created: true, message: data };
    }
    case 'repeated':
      await deps.budget.giveBack(userId);
      return { created: false, message: outcome.text };
    case 'ROOM_NOT_FOUND':
      throw new ChatError('ROOM_NOT_FOUND');
    case 'MESSAGE_NOT_FOUND':
      throw new ChatError('MESSAGE_NOT_FOUND', 'reply_to_id names no message of this room.');
    default:
      return outcome satisfies never;
  }
}

/** @throws ChatError VALIDATION_FAILED */
export function checkedContent(raw: string): string {
  const verdict = normalizeContent(raw);
  if (verdict.ok) return verdict.content;
  throw fieldError('/content', verdict.message);
}

/** @throws ChatError VALIDATION_FAILED */
export function checkedMetadata(metadata: Record<string, unknown> | null): Record<string, unknown> | null {
  const problem = metadata === null ? undefined : metadataProblem(metadata);
  if (problem !== undefined) throw fieldError('/metadata', problem);
  return metadata;
}

/** Most texts hold no `@`, and cost nothing here. */
export async function mentionsIn(
  db: Pick<Database, 'prisma'>,
  roomId: string,
  content: string,
): Promise<string[]> {
  if (!content.includes('@')) return [];
  return findMentions(content, await mentionableMembers(db.prisma, roomId, content));
}
