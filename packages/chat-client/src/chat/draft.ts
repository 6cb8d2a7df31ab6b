import { type Message, metadataProblem, normalizeContent, type SendMessageBody } from '@kcs/contracts';
import { ApiError } from '../api/api-error.ts';
import type { OutboxItem } from '../outbox/outbox.ts';

/** A message to send. `replyTo` is the message being replied to, in the form of `Message.reply_to`. */
export interface Draft {
  readonly content: string;
  readonly messageType?: SendMessageBody['message_type'];
  readonly replyTo?: Message['reply_to'];
  readonly metadata?: Record<string, unknown>;
}

/**
 * Returns the outbox item of a draft, with a new `clientMsgId`. Throws `VALIDATION_FAILED` if the server would refuse
 * the draft (MSG-13).
 */
export function outboxItemOf(roomId: string, draft: Draft, createdAt: string): OutboxItem {
  const { content, messageType = 'text', replyTo = null, metadata } = draft;
  const normalized = normalizeContent(content);
  if (!normalized.ok) throw new ApiError('VALIDATION_FAILED', `The message ${normalized.message}.`);
  const problem = metadata && metadataProblem(metadata);
  if (problem) throw new ApiError('VALIDATION_FAILED', `The metadata ${problem}.`);
  const body = {
    content: normalized.content,
    message_type: messageType,
    reply_to_id: replyTo?.id ?? null,
    ...(metadata && { metadata }),
  };
  const clientMsgId = newClientMsgId();
  return { clientMsgId, roomId, body, replyTo, createdAt, state: 'waiting', problem: null };
}

const ID_BYTES = 16;

/**
 * Returns a random id, with which the server stores a message only once (MSG-2). `crypto.randomUUID` would require
 * HTTPS.
 */
function newClientMsgId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(ID_BYTES));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
