import {
  type BusReply,
  type BusRequest,
  ChatError,
  isErrorCode,
  type ReplyOf,
  type RequestOf,
} from '@kcs/contracts';
import { InvalidArgumentError, type Msg, type NatsConnection } from '@nats-io/nats-core';

interface AskOptions {
  timeoutMs?: number;
}

const TIMEOUT_MS = 2_000;

const toChatError = (cause: unknown): ChatError =>
  cause instanceof InvalidArgumentError
    ? new ChatError('PAYLOAD_TOO_LARGE', undefined, { cause })
    : new ChatError('UNAVAILABLE', undefined, { cause });

const replyOf = <R extends BusRequest>(msg: Msg): BusReply<ReplyOf<R>> => {
  try {
    return msg.json<BusReply<ReplyOf<R>>>();
  } catch (cause) {
    throw new ChatError('INTERNAL', undefined, { cause });
  }
};

/**
 * One question to whichever replica takes it. Not repeated: after `UNAVAILABLE` the other side may have acted.
 * @throws ChatError the other side's code, `UNAVAILABLE` when nobody answers within the time (2 s), or
 * `PAYLOAD_TOO_LARGE`
 */
export const sendRequest = async <R extends BusRequest>(
  nc: NatsConnection,
  request: R,
  payload: RequestOf<R>,
  options: AskOptions = {},
): Promise<ReplyOf<R>> => {
  const timeout = options.timeoutMs ?? TIMEOUT_MS;
  const msg = await nc.request(request.subject, JSON.stringify(payload), { timeout }).catch((cause) => {
    throw toChatError(cause);
  });
  const reply = replyOf<R>(msg);
  if (reply.ok) return reply.data;
  const { code, message, ...more } = reply.error;
  throw new ChatError(isErrorCode(code) ? code : 'INTERNAL', message, more);
};
