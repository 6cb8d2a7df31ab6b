import fp from 'fastify-plugin';
import { sendFailure } from '../envelope/failure.ts';
import { toChatError } from '../envelope/to-chat-error.ts';

/** Converts every error to an error response in the common envelope (REST-2). */
export const errorsPlugin = fp(
  async (app) => {
    app.setErrorHandler((error, request, reply) => sendFailure(toChatError(error), request, reply));
  },
  { name: 'errors' },
);
