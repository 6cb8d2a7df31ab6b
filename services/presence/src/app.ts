import { every, type Logger, type RedisClient, type Stoppable } from '@kcs/service-kit';
import type { NatsConnection } from '@nats-io/nats-core';
import type { Registry as MetricsRegistry } from 'prom-client';
import { serveAnswers } from './bus/answers.ts';
import type { PresenceConfig } from './config.ts';
import { hearMembersChanged } from './notices/hear-members-changed.ts';
import { RoomsOfUser } from './notices/rooms-of-user.ts';
import { Teller } from './notices/teller.ts';
import { ToldMemory } from './notices/told-memory.ts';
import { PathWatch } from './path-watch.ts';
import { presenceMetrics } from './presence-metrics.ts';
import { Reaper } from './reaper.ts';
import { RedisRegistry } from './registry/redis-registry.ts';
import { OnlineMembers } from './rooms/online-members.ts';

interface AppParts {
  readonly config: PresenceConfig;
  readonly replica: string;
  readonly nc: NatsConnection;
  readonly redis: RedisClient;
  readonly metrics: MetricsRegistry;
  readonly logger: Logger;
}

export interface PresenceApp extends Stoppable {
  /** Notices may have been missed. */
  readonly interrupted: () => void;
}

/** The reaper's turn; with short beats (tests) shorter. */
const TURN_MS = 1000;
/** The net under the kicks: another replica's changes, graces, postponed tellings. */
const TELL_MS = 500;
/** Telling a batch takes 3 s at worst; a replica that died while telling is followed after this. */
const CLAIM_MS = 5000;
const CHANGES_PER_BATCH = 64;

/** Composes the service and sets it going on connections that are open. */
export async function startApp(parts: AppParts): Promise<PresenceApp> {
  const { config, replica, nc, redis, metrics, logger } = parts;
  const { GATEWAY_BEAT_MS: beatMs, GATEWAY_LEASE_MS: leaseMs } = config;
  const registry = new RedisRegistry(redis, {
    replica,
    beatMs,
    leaseMs,
    graceMs: config.PRESENCE_GRACE_MS,
    socketsPerUser: config.SOCKETS_PER_USER,
    claimMs: CLAIM_MS,
    changesPerBatch: CHANGES_PER_BATCH,
  });
  const memory = new ToldMemory(registry);
  const hearing = memory.listen(nc, logger);
  const watch = new PathWatch({ registry, nc, memory, beatMs, logger });
  const counted = presenceMetrics(metrics, () => watch.healthyForMs());
  const rooms = new RoomsOfUser(nc, config.PRESENCE_PUSH_MAX_MEMBERS);
  const members = hearMembersChanged(nc, rooms, logger);
  const onTold = (count: number) => counted.told.inc(count);
  const teller = new Teller({ registry, nc, rooms, watch, replica, onTold, logger });
  const onReaped = (epochs: number) => counted.reaped.inc(epochs);
  const reaper = new Reaper({ registry, watch, beatMs, leaseMs, onReaped, logger });
  const onlineMembers = new OnlineMembers(nc, registry);

  const turn = async () => {
    await reaper.turn();
    teller.kick();
  };
  await turn();
  const turns = every(Math.min(TURN_MS, beatMs / 3), turn, { logger, name: 'reaper' });
  const tells = every(TELL_MS, () => teller.kick(), { logger, name: 'teller' });
  const answers = serveAnswers({ nc, registry, teller, reaper, onlineMembers, beatMs, logger });

  return {
    interrupted: () => memory.markStale(),
    stop: async () => {
      await answers.stop();
      await turns.stop();
      await tells.stop();
      await teller.settled();
      await members.stop();
      await hearing.stop();
    },
  };
}
