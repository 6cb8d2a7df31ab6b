import { type ChatError, ERRORS, type FailureResponse } from '@kcs/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** Returns the response body for a failed request (REST-2). The body never reveals the error's cause. */
export const toFailureBody = (error: ChatError, requestId: string): FailureResponse => ({
  success: false,
  error: {
    code: error.code,
    message: error.message,
    ...(error.details === undefined ? {} : { details: error.details.map((problem) => ({ ...problem })) }),
  },
  request_id: requestId,
});

/** Sends an error response. Logs server errors (500 and 503) with their cause. */
export function sendFailure(error: ChatError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { status, retry } = ERRORS[error.code];
  if (status === 500) {
    request.log.error(
      { err: error.cause ?? error, ...describeRoute(request) },
      'A request failed with an internal error',
    );
  } else if (status === 503) {
    // Log only the reason for the failure, because a stack trace for every request that fails during an outage would
    // push older lines out of the log.
    const logFields = { reason: findReason(error), ...describeRoute(request) };
    request.log.warn(logFields, 'Refused a request with UNAVAILABLE. The client may retry.');
  }
  if (retry === 'later' && status !== 500) reply.header('retry-after', getRetryAfterSeconds(error));
  if (status === 401) reply.header('www-authenticate', 'Bearer');
  return (
    reply
      .code(status)
      .header('cache-control', 'no-store')
      // Set `x-request-id` here as well, because the hook that normally sets it does not run if the request fails
      // before that hook.
      .header('x-request-id', request.id)
      .type('application/json; charset=utf-8')
      .send(JSON.stringify(toFailureBody(error, request.id)))
  );
}

/**
 * Returns the request's method and route for a log line. URLs are never logged, because they contain ids and search
 * terms.
 */
const describeRoute = ({ method, is404, routeOptions }: FastifyRequest) => ({
  method,
  route: is404 ? 'none' : (routeOptions?.url ?? 'none'),
});

const MAX_LOGGED_REASON_CHARS = 500;

/** Returns the message of the error at the end of the `cause` chain, truncated to 500 characters. */
function findReason(error: Error): string {
  let innermostError = error;
  while (innermostError.cause instanceof Error) innermostError = innermostError.cause;
  return innermostError.message.slice(0, MAX_LOGGED_REASON_CHARS);
}

/** Returns the value of the `Retry-After` header: how long the client should wait, in whole seconds, and at least 1. */
const getRetryAfterSeconds = (error: ChatError): string =>
  String(Math.max(1, Math.ceil((error.retryAfterMs ?? 1_000) / 1_000)));
