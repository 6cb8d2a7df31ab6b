import type { RedisClient, Stoppable } from '@kcs/service-kit';
import { combineIntoStoppable } from './bus/serve.ts';
import { serveIdentityRequests } from './bus/serve-identity.ts';
import { serveMeetingRequests } from './bus/serve-meetings.ts';
import { serveRoomRequests } from './bus/serve-rooms.ts';
import { subscribeToNotices } from './bus/subscribe-to-notices.ts';
import { createIdentityDeps } from './create-identity.ts';
import { createHttpApp } from './http/create-http-app.ts';
import type { AdminDeps } from './http/routes/admin.ts';
import type { HttpServer } from './http/server/create-http-server.ts';
import { ensureBootstrapAdmin } from './identity/commands/bootstrap-admin.ts';
import type { IdentityDeps } from './identity/identity-deps.ts';
import { createChangeBudget } from './limits/change-budget.ts';
import { createDatabasePoolShares } from './limits/pool-shares.ts';
import {
  createAddedPeopleBudget,
  createNewMeetingBudget,
  createNewRoomBudget,
} from './limits/user-budgets.ts';
import type { RunningOutbox } from './log/outbox/running-outbox.ts';
import { startOutbox } from './log/outbox/start-outbox.ts';
import type { MeetingDeps } from './meetings/meeting-deps.ts';
import { startNotificationConsumers } from './notifications/consume/start-consumers.ts';
import type { NotificationDeps } from './notifications/notification-deps.ts';
import { createNotificationMetrics } from './notifications/notification-metrics.ts';
import { startPushSweep } from './notifications/push/start-push-sweep.ts';
import { createNotificationQuotas } from './notifications/quotas.ts';
import type { RoomDeps } from './rooms/room-deps.ts';
import { SendLanes } from './rooms/sending/send-lanes.ts';
import { startUpkeep } from './upkeep/start-upkeep.ts';

export type AppResources = Pick<IdentityDeps, 'config' | 'logger' | 'metrics' | 'db' | 'nc' | 'clock'> & {
  readonly redis: RedisClient;
};

/** Everything that routes, bus handlers, commands, and queries depend on. */
export type ChatApiDeps = IdentityDeps & RoomDeps & NotificationDeps & MeetingDeps & AdminDeps;

/**
 * The parts of a running chat-api. To stop it, the caller must stop `http`, `bus`, `upkeep`, and `outbox` in this
 * order, and then close the connections to PostgreSQL, Redis, and NATS.
 */
interface ChatApiParts {
  readonly deps: ChatApiDeps;
  /** The HTTP server. It accepts no requests until the caller calls its `listen` method. */
  readonly http: HttpServer;
  readonly bus: Stoppable;
  readonly upkeep: Stoppable;
  readonly outbox: RunningOutbox;
}

/**
 * Creates a chat-api that uses the given open connections, and starts all of its parts except the HTTP server. The
 * caller must start the HTTP server with its `listen` method.
 */
export async function createChatApi(connections: AppResources): Promise<ChatApiParts> {
  const { config, db, nc, redis, logger, metrics } = connections;
  const outbox = startOutbox({ db, nc, logger, metrics, streamReplicas: config.NATS_STREAM_REPLICAS });
  const identityDeps = await createIdentityDeps({ ...connections, outbox });
  await ensureBootstrapAdmin(identityDeps);
  await outbox
    .maintainStream()
    .catch((err) =>
      logger.warn({ err }, 'Could not create the stream for room events. Retrying in the background.'),
    );
  const upkeep = await startUpkeep({ db, nc, outbox, logger, config });
  const notificationMetrics = createNotificationMetrics(metrics);
  const deps: ChatApiDeps = {
    ...identityDeps,
    redis,
    sendLanes: new SendLanes({ db }),
    budget: createChangeBudget(redis, config.MESSAGES_PER_SECOND_PER_USER),
    newRooms: createNewRoomBudget(redis, config.NEW_ROOMS_PER_HOUR_PER_USER),
    newMeetings: createNewMeetingBudget(redis),
    addedPeople: createAddedPeopleBudget(redis, config.ADDED_PEOPLE_PER_HOUR_PER_USER),
    ...createDatabasePoolShares(config.DATABASE_POOL_SIZE),
    quotas: createNotificationQuotas(redis, (producer, quota, ratio) =>
      notificationMetrics.quotaUsed.set({ producer, quota }, ratio),
    ),
    notificationMetrics,
  };
  const busHandlers = combineIntoStoppable([
    subscribeToNotices(deps),
    serveIdentityRequests(deps),
    serveRoomRequests(deps),
    serveMeetingRequests(deps),
    startNotificationConsumers(deps),
    startPushSweep(deps),
  ]);
  return { deps, http: await createHttpApp(deps), bus: busHandlers, upkeep, outbox };
}
