import { getTracing, type Logger } from '@kcs/service-kit';
import type { FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import type { Outbox } from '../../log/outbox/outbox.ts';
import { withOrigin } from '../../log/outbox/with-origin.ts';

interface ScopedDeps {
  readonly outbox: Outbox;
  readonly logger: Logger;
}

declare module 'fastify' {
  interface FastifyRequest {
    /**
     * Returns the dependencies for the command that the request runs. The command's log lines and the events that it
     * publishes carry the id of the request.
     */
    readonly scopeDeps: <D extends ScopedDeps>(deps: D) => D;
  }
}

/** Adds `scopeDeps` to requests. A getter creates the function only when a route uses it. */
export const requestScopePlugin = fp(
  async (app) => {
    app.decorateRequest('scopeDeps', {
      getter(this: FastifyRequest) {
        return (deps) => ({
          ...withOrigin(deps, { requestId: this.id, traceparent: getTracing()?.getTraceparent() }),
          logger: this.log as Logger,
        });
      },
    });
  },
  { name: 'request-scope' },
);
