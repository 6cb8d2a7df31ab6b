import { fileURLToPath } from 'node:url';
import { NOTICES, type Presence } from '@kcs/contracts';
import { createSkewedClockEnv, eventually, startTestNats, startTestRedis, TestProcess } from '@kcs/testkit';
import type { Test } from 'tap';
import { ChatApiStandIn } from './chat-api-stand-in.ts';
import { openNatsConnection, openRedisClient } from './connections.ts';
import { GatewayStandIn } from './gateway.ts';

const PRESENCE_PROGRAM_PATH = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
/**
 * Longer than a notice takes to arrive. On busy cores, probes fail repeatedly, and a replica takes nobody offline until
 * several probes in a row have succeeded.
 */
const NOTICE_TIMEOUT_MS = 90_000;
const HEARTBEAT_INTERVAL_MS = 500;
export const LEASE_DURATION_MS = 1600;
export const GRACE_PERIOD_MS = 800;

export type PresenceNotice = Presence & { roomIds: string[]; timestamp: string };

/** Starts the compiled presence service as a child process that is stopped at the end of the test. */
export function startReplicaProcess(t: Test, env: Record<string, string>, args: string[] = []): TestProcess {
  return TestProcess.start(t, PRESENCE_PROGRAM_PATH, { env, args });
}

/**
 * Starts a presence system for a test: real servers, presence replicas as processes, a stand-in for chat-api, and
 * gateways that send heartbeats.
 */
export async function startPresenceSystem(t: Test, replicas = 2) {
  const [redis, nats] = await Promise.all([startTestRedis(t), startTestNats(t)]);
  const natsConnection = await openNatsConnection(t, nats);
  const replicaEnv = {
    ...redis.envOf('presence'),
    ...nats.envOf('presence'),
    GATEWAY_BEAT_MS: String(HEARTBEAT_INTERVAL_MS),
    GATEWAY_LEASE_MS: String(LEASE_DURATION_MS),
    PRESENCE_GRACE_MS: String(GRACE_PERIOD_MS),
    PRESENCE_PUSH_MAX_MEMBERS: '3',
  };
  const chatApiStandIn = new ChatApiStandIn(natsConnection);
  chatApiStandIn.start();
  const receivedNotices: PresenceNotice[] = [];
  natsConnection.subscribe(NOTICES.presenceChanged.subject, {
    callback: (_, msg) => {
      receivedNotices.push(msg.json<PresenceNotice>());
    },
  });
  /** Starts a presence replica whose clock is `skewMs` milliseconds ahead. */
  const startReplicaWithClockSkew = (skewMs = 0) =>
    startReplicaProcess(t, { ...replicaEnv, ...createSkewedClockEnv(skewMs) });
  const replicaProcesses = Array.from({ length: replicas }, () => startReplicaWithClockSkew());
  await Promise.all(replicaProcesses.map((replica) => replica.line('presence started')));
  const gatewayStandIns: GatewayStandIn[] = [];
  t.teardown(() => Promise.all(gatewayStandIns.map((gateway) => gateway.die())));

  const findNoticesAbout = (userId: string) => receivedNotices.filter((notice) => notice.userId === userId);
  return {
    redis,
    redisClient: await openRedisClient(t, redis.urlOf('admin')),
    nats,
    nc: natsConnection,
    chatApi: chatApiStandIn,
    notices: receivedNotices,
    replicas: replicaProcesses,
    startReplica: startReplicaWithClockSkew,
    gateway: async (id: string) => {
      const gatewayStandIn = new GatewayStandIn(natsConnection, id, HEARTBEAT_INTERVAL_MS);
      gatewayStandIns.push(gatewayStandIn);
      await gatewayStandIn.heartbeat();
      return gatewayStandIn;
    },
    /** Returns all statuses that have been published for the user so far, oldest first. */
    publishedFor: (userId: string) => findNoticesAbout(userId).map((notice) => notice.status),
    /** Waits for at least `count` notices that report this status for the user, and returns these notices. */
    received: (userId: string, status: string, count = 1) =>
      eventually(
        `${count} notice(s) that ${userId} is ${status}`,
        () => findNoticesAbout(userId).filter((notice) => notice.status === status),
        { until: (found) => found.length >= count, timeoutMs: NOTICE_TIMEOUT_MS },
      ),
  };
}

export type PresenceSystem = Awaited<ReturnType<typeof startPresenceSystem>>;
