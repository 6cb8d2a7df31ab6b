import { type ChatError, ERRORS, type Failure } from '@kcs/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** Returns the body of a failure (REST-2). It never reveals the error's cause. */
export const failure = (error: ChatError, requestId: string): Failure => ({
  success: false,
  error: {
    code: error.code,
    message: error.message,
    ...(error.details === undefined ? {} : { details: error.details.map((problem) => ({ ...problem })) }),
  },
  request_id: requestId,
});

/** Sends a failure. Logs it with its cause if the server is responsible. */
export function sendFailure(error: ChatError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { status, retry } = ERRORS[error.code];
  if (status === 500) {
    request.log.error(
      { err: error.cause ?? error, ...routeOf(request) },
      'A request failed with an internal error',
    );
  } else if (status === 503) {
    // No stack: an outage writes this line for every request, and must not push older lines out of the log.
    const line = { reason: reasonOf(error), ...routeOf(request) };
    request.log.warn(line, 'Refused a request with UNAVAILABLE; the client may retry');
  }
  if (retry === 'later' && status !== 500) reply.header('retry-after', retryAfterSeconds(error));
  if (status === 401) reply.header('www-authenticate', 'Bearer');
  return (
    reply
      .code(status)
      .header('cache-control', 'no-store')
      // Already set, unless the request failed before any hook ran.
      .header('x-request-id', request.id)
      .type('application/json; charset=utf-8')
      .send(JSON.stringify(failure(error, request.id)))
  );
}

/** Returns the method and route. The URL is not logged, because it contains ids and search terms. */
const routeOf = ({ method, is404, routeOptions }: FastifyRequest) => ({
  method,
  route: is404 ? 'none' : (routeOptions?.url ?? 'none'),
});

const MAX_REASON_CHARS = 500;

/** Returns the message of the deepest cause. */
function reasonOf(error: Error): string {
  let deepest = error;
  while (deepest.cause instanceof Error) deepest = deepest.cause;
  return deepest.message.slice(0, MAX_REASON_CHARS);
}

/** Returns whole seconds, at least one, as the header requires. */
const retryAfterSeconds = (error: ChatError): string =>
  String(Math.max(1, Math.ceil((error.retryAfterMs ?? 1_000) / 1_000)));
