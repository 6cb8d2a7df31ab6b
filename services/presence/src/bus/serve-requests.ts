import { PRESENCE } from '@kcs/contracts';
import { type Logger, type Stoppable, serveRequest } from '@kcs/service-kit';
import type { NatsConnection } from '@nats-io/nats-core';
import { createHandlers, type HandlerDeps } from './handlers.ts';

interface ServeRequestsDeps extends HandlerDeps {
  readonly nc: NatsConnection;
  readonly logger: Logger;
}

/**
 * Serves every request in `PRESENCE`. All replicas share one queue group, so each request gets a reply from one
 * replica.
 */
export function serveRequests(deps: ServeRequestsDeps): Stoppable {
  const { nc, logger } = deps;
  const handlers = createHandlers(deps);
  const commonOptions = { queue: 'presence', logger };
  const subscriptions = [
    serveRequest(nc, PRESENCE.beat, { ...commonOptions, handler: handlers.heartbeat }),
    serveRequest(nc, PRESENCE.listSessions, { ...commonOptions, handler: handlers.listSessions }),
    serveRequest(nc, PRESENCE.closeEpoch, { ...commonOptions, handler: handlers.closeEpoch }),
    serveRequest(nc, PRESENCE.setStatus, { ...commonOptions, handler: handlers.setStatus }),
    serveRequest(nc, PRESENCE.getPresence, { ...commonOptions, handler: handlers.getPresence }),
    serveRequest(nc, PRESENCE.roomOnlineUsers, { ...commonOptions, handler: handlers.roomOnlineUsers }),
    serveRequest(nc, PRESENCE.stats, { ...commonOptions, handler: handlers.stats }),
  ];
  return {
    stop: async () => {
      await Promise.all(subscriptions.map((handler) => handler.stop()));
    },
  };
}
