import { type BusReply, ChatError } from '@kcs/contracts';
import type { Logger } from '../logging/create-logger.ts';
import { convertTemporaryRedisError } from '../redis/redis-error.ts';

/** The default payload limit of nats-server. */
const DEFAULT_MAX_PAYLOAD_BYTES = 1024 * 1024;

/** Encodes the reply. If the reply is larger than the server's limit, encodes a `PAYLOAD_TOO_LARGE` error instead. */
export function encodeReply(reply: BusReply<unknown>, maxBytes = DEFAULT_MAX_PAYLOAD_BYTES): Uint8Array {
  const replyBytes = Buffer.from(JSON.stringify(reply));
  if (replyBytes.length <= maxBytes) return replyBytes;
  const tooLargeMessage = `The reply has ${replyBytes.length} bytes, but the bus allows at most ${maxBytes}. Request less data.`;
  const { code, status } = new ChatError('PAYLOAD_TOO_LARGE');
  const errorReply: BusReply<never> = { ok: false, error: { code, status, message: tooLargeMessage } };
  return Buffer.from(JSON.stringify(errorReply));
}

/**
 * Converts a failure to an error reply. A ChatError keeps its code, message, and details. A temporary failure of Redis
 * becomes `UNAVAILABLE`. Any other error is logged together with `logFields`, and becomes `INTERNAL`.
 */
export function toErrorReply(thrown: unknown, logFields: object, logger: Logger): BusReply<never> {
  const error = convertTemporaryRedisError(thrown);
  const chatError = error instanceof ChatError ? error : new ChatError('INTERNAL');
  if (chatError !== error) logger.error({ err: error, ...logFields }, 'A bus request failed unexpectedly');
  const { code, status, message, details, retryAfterMs } = chatError;
  return {
    ok: false,
    error: {
      code,
      status,
      message,
      ...(details === undefined ? {} : { details }),
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    },
  };
}
