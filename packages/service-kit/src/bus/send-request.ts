import {
  type BusRequest,
  ChatError,
  ERRORS,
  type ReplyOf,
  type RequestOf,
  toKnownErrorCode,
} from '@kcs/contracts';
import { InvalidArgumentError, type NatsConnection } from '@nats-io/nats-core';
import { getTracing, runInSpan, TRACEPARENT_HEADER } from '../tracing/tracing.ts';
import { parseReply } from './parse-reply.ts';
import { createStampedHeaders } from './send-stamp.ts';

interface SendRequestOptions {
  timeoutMs?: number;
  /** The id of the HTTP request or client event that causes this request. It appears in the logs of the receiver. */
  requestId?: string | undefined;
}

const DEFAULT_REPLY_TIMEOUT_MS = 2_000;

/**
 * Sends a request to one replica of a service and returns its reply. Never repeats a request, because after
 * `UNAVAILABLE`, the service may or may not have processed it. A service that receives the request after the timeout
 * does not process it.
 *
 * If the reply contains an error, throws it as a ChatError. Throws `UNAVAILABLE` if no reply arrives within the timeout
 * (2 s by default), and `PAYLOAD_TOO_LARGE` if the request is too large. If only a newer version knows the code in the
 * reply, the error gets the general code for the reply's status.
 */
export async function sendRequest<R extends BusRequest>(
  natsConnection: NatsConnection,
  request: R,
  payload: RequestOf<R>,
  options: SendRequestOptions = {},
): Promise<ReplyOf<R>> {
  const timeoutMs = options.timeoutMs ?? DEFAULT_REPLY_TIMEOUT_MS;
  const requestOptions = { timeout: timeoutMs, headers: createStampedHeaders(timeoutMs, options.requestId) };
  const sendAndWait = () =>
    natsConnection.request(request.subject, JSON.stringify(payload), requestOptions).catch((cause) => {
      throw toChatError(cause);
    });
  const replyMessage = getTracing()
    ? await runInSpan({ name: `request ${request.subject}`, kind: 'client' }, (span) => {
        if (span) requestOptions.headers.set(TRACEPARENT_HEADER, span.traceparent);
        return sendAndWait();
      })
    : await sendAndWait();
  const reply = parseReply<R>(replyMessage);
  if (reply.ok) return reply.data;
  const { code, status = ERRORS.INTERNAL.status, message, ...more } = reply.error;
  throw new ChatError(toKnownErrorCode(code, status), message, more);
}

function toChatError(cause: unknown): ChatError {
  const code = cause instanceof InvalidArgumentError ? 'PAYLOAD_TOO_LARGE' : 'UNAVAILABLE';
  return new ChatError(code, undefined, { cause });
}
