import fp from 'fastify-plugin';
import { sendFailure } from '../envelope/failure.ts';
import { toChatError } from '../envelope/to-chat-error.ts';

/** Answers every failure in the envelope (REST-2). */
export const errors = fp(
  async (app) => {
    app.setErrorHandler((error, request, reply) => sendFailure(toChatError(error), request, reply));
  },
  { name: 'errors' },
);
