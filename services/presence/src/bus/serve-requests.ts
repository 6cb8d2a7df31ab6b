import { PRESENCE } from '@kcs/contracts';
import { type Logger, type Stoppable, serveRequest } from '@kcs/service-kit';
import type { NatsConnection } from '@nats-io/nats-core';
import { createHandlers, type HandlerDeps } from './handlers.ts';

interface ServeRequestsDeps extends HandlerDeps {
  readonly nc: NatsConnection;
  readonly logger: Logger;
}

/** Serves every request in `PRESENCE`. One replica of the queue group replies to each request. */
export function serveRequests(deps: ServeRequestsDeps): Stoppable {
  const { nc, logger } = deps;
  const handlers = createHandlers(deps);
  const common = { queue: 'presence', logger };
  const served = [
    serveRequest(nc, PRESENCE.beat, { ...common, handler: handlers.heartbeat }),
    serveRequest(nc, PRESENCE.listSessions, { ...common, handler: handlers.listSessions }),
    serveRequest(nc, PRESENCE.closeEpoch, { ...common, handler: handlers.closeEpoch }),
    serveRequest(nc, PRESENCE.setStatus, { ...common, handler: handlers.setStatus }),
    serveRequest(nc, PRESENCE.getPresence, { ...common, handler: handlers.getPresence }),
    serveRequest(nc, PRESENCE.roomOnlineUsers, { ...common, handler: handlers.roomOnlineUsers }),
    serveRequest(nc, PRESENCE.stats, { ...common, handler: handlers.stats }),
  ];
  return {
    stop: async () => {
      await Promise.all(served.map((handler) => handler.stop()));
    },
  };
}
