import { PRESENCE_REQUESTS } from '@kcs/contracts';
import { type Logger, type Stoppable, serveRequest } from '@kcs/service-kit';
import type { NatsConnection } from '@nats-io/nats-core';
import { createRequestHandlers, type RequestHandlerDeps } from './handlers.ts';

interface ServeRequestsDeps extends RequestHandlerDeps {
  readonly nc: NatsConnection;
  readonly logger: Logger;
}

/**
 * Serves every request in `PRESENCE_REQUESTS`. All replicas share one queue group, so each request gets a reply from
 * one replica.
 */
export function serveRequests(deps: ServeRequestsDeps): Stoppable {
  const { nc, logger } = deps;
  const handlers = createRequestHandlers(deps);
  const commonOptions = { queue: 'presence', logger };
  const subscriptions = [
    serveRequest(nc, PRESENCE_REQUESTS.beat, { ...commonOptions, handler: handlers.heartbeat }),
    serveRequest(nc, PRESENCE_REQUESTS.listSessions, { ...commonOptions, handler: handlers.listSessions }),
    serveRequest(nc, PRESENCE_REQUESTS.closeEpoch, { ...commonOptions, handler: handlers.closeEpoch }),
    serveRequest(nc, PRESENCE_REQUESTS.setStatus, { ...commonOptions, handler: handlers.setStatus }),
    serveRequest(nc, PRESENCE_REQUESTS.getPresence, { ...commonOptions, handler: handlers.getPresence }),
    serveRequest(nc, PRESENCE_REQUESTS.roomOnlineUsers, {
      ...commonOptions,
      handler: handlers.roomOnlineUsers,
    }),
    serveRequest(nc, PRESENCE_REQUESTS.stats, { ...commonOptions, handler: handlers.stats }),
  ];
  return {
    stop: async () => {
      await Promise.all(subscriptions.map((handler) => handler.stop()));
    },
  };
}
