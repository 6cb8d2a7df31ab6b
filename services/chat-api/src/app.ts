import type { RedisClient, Stoppable } from '@kcs/service-kit';
import { stopTogether } from './bus/serve.ts';
import { serveIdentity } from './bus/serve-identity.ts';
import { serveRooms } from './bus/serve-rooms.ts';
import { subscribeToNotices } from './bus/subscribe-to-notices.ts';
import { createIdentity } from './create-identity.ts';
import { createHttpApp } from './http/create-http-app.ts';
import type { HttpServer } from './http/server/create-http-server.ts';
import { bootstrapAdmin } from './identity/commands/bootstrap-admin.ts';
import type { IdentityDeps } from './identity/identity-deps.ts';
import { startOutbox } from './log/outbox/start-outbox.ts';
import type { RoomDeps } from './rooms/room-deps.ts';
import { createMessageBudget } from './rooms/sending/message-budget.ts';
import { SendLanes } from './rooms/sending/send-lanes.ts';
import { startUpkeep } from './upkeep/start-upkeep.ts';

export type Connections = Pick<IdentityDeps, 'config' | 'logger' | 'metrics' | 'db' | 'nc' | 'clock'> & {
  readonly redis: RedisClient;
};

/** All dependencies of routes, bus handlers, commands and queries. */
export type Deps = IdentityDeps & RoomDeps;

/** The parts of a running chat-api, in the order in which they must be stopped. Close the connections afterwards. */
interface App {
  readonly deps: Deps;
  /** The HTTP server. The caller makes it listen. */
  readonly http: HttpServer;
  readonly bus: Stoppable;
  readonly upkeep: Stoppable;
  readonly outbox: Stoppable;
}

/** Creates chat-api on open connections and starts all parts except the HTTP server, which does not listen yet. */
export async function createApp(connections: Connections): Promise<App> {
  const { config, db, nc, redis, logger, metrics } = connections;
  const identity = await createIdentity(connections);
  await bootstrapAdmin(identity);
  const outbox = startOutbox({ db, nc, logger, metrics, streamReplicas: config.NATS_STREAM_REPLICAS });
  await outbox
    .maintainStream()
    .catch((err) =>
      logger.warn({ err }, 'Could not create the stream for room events. Retrying in the background.'),
    );
  const upkeep = await startUpkeep({ db, logger, eventsKeptDays: config.EVENTS_KEPT_DAYS });
  const deps: Deps = {
    ...identity,
    outbox,
    sendLanes: new SendLanes({ db }),
    budget: createMessageBudget(redis, config.MESSAGES_PER_SECOND_PER_USER),
  };
  const bus = stopTogether([subscribeToNotices(deps), serveIdentity(deps), serveRooms(deps)]);
  return { deps, http: await createHttpApp(deps), bus, upkeep, outbox };
}
