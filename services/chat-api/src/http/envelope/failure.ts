import { type ChatError, ERRORS, type Failure } from '@kcs/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** Returns the response body for a failed request (REST-2). The body never reveals the error's cause. */
export const failure = (error: ChatError, requestId: string): Failure => ({
  success: false,
  error: {
    code: error.code,
    message: error.message,
    ...(error.details === undefined ? {} : { details: error.details.map((problem) => ({ ...problem })) }),
  },
  request_id: requestId,
});

/** Sends an error response. Logs the error with its cause if the server is responsible for it. */
export function sendFailure(error: ChatError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { status, retry } = ERRORS[error.code];
  if (status === 500) {
    request.log.error(
      { err: error.cause ?? error, ...routeOf(request) },
      'A request failed with an internal error',
    );
  } else if (status === 503) {
    // Log no stack trace. During an outage every request writes this line, and older log lines must not be rotated out.
    const line = { reason: reasonOf(error), ...routeOf(request) };
    request.log.warn(line, 'Refused a request with UNAVAILABLE. The client may retry.');
  }
  if (retry === 'later' && status !== 500) reply.header('retry-after', retryAfterSeconds(error));
  if (status === 401) reply.header('www-authenticate', 'Bearer');
  return (
    reply
      .code(status)
      .header('cache-control', 'no-store')
      // The header is already set, unless the request failed before any hook ran.
      .header('x-request-id', request.id)
      .type('application/json; charset=utf-8')
      .send(JSON.stringify(failure(error, request.id)))
  );
}

/**
 * Returns the request's method and route for the log. URLs are not logged, because they contain ids and search terms.
 */
const routeOf = ({ method, is404, routeOptions }: FastifyRequest) => ({
  method,
  route: is404 ? 'none' : (routeOptions?.url ?? 'none'),
});

const MAX_REASON_CHARS = 500;

/** Returns the message of the innermost `cause` of an error. */
function reasonOf(error: Error): string {
  let deepest = error;
  while (deepest.cause instanceof Error) deepest = deepest.cause;
  return deepest.message.slice(0, MAX_REASON_CHARS);
}

/** Converts milliseconds to the `Retry-After` header, which needs whole seconds. Returns at least 1. */
const retryAfterSeconds = (error: ChatError): string =>
  String(Math.max(1, Math.ceil((error.retryAfterMs ?? 1_000) / 1_000)));
