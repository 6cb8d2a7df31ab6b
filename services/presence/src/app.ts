import { type Logger, type RedisClient, repeatEvery, type Stoppable } from '@kcs/service-kit';
import type { NatsConnection } from '@nats-io/nats-core';
import type { Registry as MetricsRegistry } from 'prom-client';
import { OnlineMembers } from './bus/online-members.ts';
import { serveRequests } from './bus/serve-requests.ts';
import type { PresenceConfig } from './config.ts';
import { PathWatch } from './leases/path-watch.ts';
import { Reaper } from './leases/reaper.ts';
import { Notifier } from './notices/notifier.ts';
import { invalidateOnMembersChanged, RoomsOfUser } from './notices/rooms-of-user.ts';
import { createPresenceMetrics } from './presence-metrics.ts';
import { PublishedStatuses } from './registry/published-statuses.ts';
import { RedisRegistry } from './registry/redis-registry.ts';

interface PresenceAppDeps {
  readonly config: PresenceConfig;
  readonly replica: string;
  readonly nc: NatsConnection;
  readonly redis: RedisClient;
  readonly metrics: MetricsRegistry;
  readonly logger: Logger;
}

export interface PresenceApp extends Stoppable {
  /**
   * Call this whenever this replica may have missed messages from NATS. The replica then reads the published statuses
   * from Redis again.
   */
  readonly onNatsInterrupted: () => void;
}

/**
 * Maximum interval between two runs of the reaper. The reaper runs more often if the heartbeat interval is below 3 s.
 */
const REAPER_INTERVAL_MS = 1000;
/**
 * Interval at which a replica looks for unpublished changes that no request to this replica caused: ended grace
 * periods, postponed changes, and changes that another replica could not publish.
 */
const NOTIFIER_INTERVAL_MS = 500;
/**
 * How long a replica's claim on a batch of presence changes lasts. Publishing a batch takes at most 3 s. If the replica
 * dies, another replica publishes the batch once the claim has expired.
 */
const CLAIM_DURATION_MS = 5000;
const MAX_CHANGES_PER_BATCH = 64;
/**
 * Minimum time between two published changes of one user. Without it, a user who sets a status 100 times per second
 * would send as many events to everyone who shares a room with the user (PRES-8).
 */
const UPDATE_INTERVAL_MS = 1000;

/** Starts the presence service with the given connections to NATS and Redis. */
export async function startPresenceApp(deps: PresenceAppDeps): Promise<PresenceApp> {
  const { config, replica, nc, redis, logger } = deps;
  const { GATEWAY_BEAT_MS: heartbeatMs, GATEWAY_LEASE_MS: leaseMs } = config;
  const registry = new RedisRegistry(redis, {
    replica,
    heartbeatMs,
    leaseMs,
    graceMs: config.PRESENCE_GRACE_MS,
    socketsPerUser: config.SOCKETS_PER_USER,
    claimMs: CLAIM_DURATION_MS,
    changesPerBatch: MAX_CHANGES_PER_BATCH,
    updateIntervalMs: UPDATE_INTERVAL_MS,
  });
  const publishedStatuses = new PublishedStatuses(registry);
  const statusSubscription = publishedStatuses.subscribe(nc, logger);
  const pathWatch: PathWatch = new PathWatch({
    registry,
    nc,
    published: publishedStatuses,
    heartbeatMs,
    logger,
    onDataLost: () => metrics.redisDataLosses.inc(),
  });
  const metrics = createPresenceMetrics(deps.metrics, () => pathWatch.healthyForMs());
  const roomsOfUser = new RoomsOfUser(nc, config.PRESENCE_PUSH_MAX_MEMBERS);
  const membersSubscription = invalidateOnMembersChanged(nc, roomsOfUser, logger);
  const notifier = new Notifier({
    registry,
    nc,
    rooms: roomsOfUser,
    pathWatch,
    replica,
    onPublished: (count) => metrics.published.inc(count),
    logger,
  });
  const reaper = new Reaper({
    registry,
    pathWatch,
    heartbeatMs,
    leaseMs,
    onReaped: (epochs) => metrics.reaped.inc(epochs),
    logger,
  });
  const onlineMembers = new OnlineMembers(nc, registry);

  async function runReaper(): Promise<void> {
    await reaper.run();
    notifier.trigger();
  }
  await runReaper();
  const reaperTimer = repeatEvery(Math.min(REAPER_INTERVAL_MS, heartbeatMs / 3), runReaper, {
    logger,
    name: 'reaper',
  });
  const notifierTimer = repeatEvery(NOTIFIER_INTERVAL_MS, () => notifier.trigger(), {
    logger,
    name: 'notifier',
  });
  const requestServer = serveRequests({ nc, registry, notifier, reaper, onlineMembers, heartbeatMs, logger });

  return {
    onNatsInterrupted: () => publishedStatuses.markStale(),
    stop: async () => {
      await requestServer.stop();
      await reaperTimer.stop();
      await notifierTimer.stop();
      await notifier.idle();
      await membersSubscription.stop();
      await statusSubscription.stop();
    },
  };
}
