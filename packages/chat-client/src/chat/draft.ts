import { findMetadataProblem, type Message, normalizeContent, type SendMessageBody } from '@kcs/contracts';
import { ApiError } from '../api/api-error.ts';
import type { OutboxItem } from '../outbox/outbox.ts';

/**
 * A message that the user has written. `replyTo` is the message that it replies to, in the format of
 * `Message.reply_to`.
 */
export interface Draft {
  readonly content: string;
  readonly messageType?: SendMessageBody['message_type'];
  readonly replyTo?: Message['reply_to'];
  readonly metadata?: Record<string, unknown>;
  /**
   * The id of a discarded message that this draft rewrites. The discarded message may have reached the server already,
   * so the new text replaces it under the same id. The server never stores both texts.
   */
  readonly rewrites?: string;
}

/**
 * Returns an outbox item for a draft. The item has a new `clientMsgId`, unless the draft rewrites a message. Throws
 * `VALIDATION_FAILED` if the server would refuse the draft (MSG-13).
 */
export function createOutboxItem(roomId: string, draft: Draft, createdAt: string): OutboxItem {
  const { content, messageType = 'text', replyTo = null, metadata, rewrites } = draft;
  const normalizationResult = normalizeContent(content);
  if (!normalizationResult.ok)
    throw new ApiError('VALIDATION_FAILED', `The message ${normalizationResult.message}`);
  const metadataProblem = metadata && findMetadataProblem(metadata);
  if (metadataProblem) throw new ApiError('VALIDATION_FAILED', `The metadata ${metadataProblem}`);
  const messageBody = {
    content: normalizationResult.content,
    message_type: messageType,
    reply_to_id: replyTo?.id ?? null,
    ...(metadata && { metadata }),
  };
  const outboxItem = {
    roomId,
    body: messageBody,
    replyTo,
    createdAt,
    state: 'waiting',
    problem: null,
  } as const;
  return rewrites === undefined
    ? { ...outboxItem, clientMsgId: createClientMsgId() }
    : { ...outboxItem, clientMsgId: rewrites, isRewritten: true };
}

const CLIENT_MSG_ID_BYTES = 16;

/**
 * Returns a random id. The server stores only one message per id, so a message can be sent again safely (MSG-2). The
 * function does not use `crypto.randomUUID`, because browsers offer that only over HTTPS.
 */
function createClientMsgId(): string {
  const randomBytes = crypto.getRandomValues(new Uint8Array(CLIENT_MSG_ID_BYTES));
  return Array.from(randomBytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
