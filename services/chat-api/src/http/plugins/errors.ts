import { type ChatError, ERRORS } from '@kcs/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import { failure } from '../envelope/failure.ts';
import { toChatError } from '../envelope/to-chat-error.ts';

/** Answers every failure in the envelope (protocol §2), and logs those that are ours with their cause. */
export const errors = fp(
  async (app) => {
    app.setErrorHandler((error, request, reply) => answerFailure(toChatError(error), request, reply));
  },
  { name: 'errors' },
);

export function answerFailure(error: ChatError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { status } = ERRORS[error.code];
  if (status === 500) request.log.error({ err: error.cause ?? error, url: request.url }, 'A request failed');
  else if (status === 503) request.log.warn({ err: error, url: request.url }, 'A request was not served');
  if (ERRORS[error.code].retry === 'later' && status !== 500) reply.header('retry-after', retryAfterS(error));
  if (status === 401) reply.header('www-authenticate', 'Bearer');
  return (
    reply
      .code(status)
      .header('cache-control', 'no-store')
      // Set already, unless the request failed before any hook.
      .header('x-request-id', request.id)
      .type('application/json; charset=utf-8')
      .send(JSON.stringify(failure(error, request.id)))
  );
}

/** Whole seconds, at least one: what the header can say. */
const retryAfterS = (error: ChatError): string =>
  String(Math.max(1, Math.ceil((error.retryAfterMs ?? 1_000) / 1_000)));
