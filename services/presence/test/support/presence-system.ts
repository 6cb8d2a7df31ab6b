import { fileURLToPath } from 'node:url';
import { NOTICES, type Presence } from '@kcs/contracts';
import { createSkewedClockEnv, eventually, startTestNats, startTestRedis, TestProcess } from '@kcs/testkit';
import type { Test } from 'tap';
import { ChatApiStandIn } from './chat-api-stand-in.ts';
import { openNatsConnection, openRedisClient } from './connections.ts';
import { GatewayStandIn } from './gateway.ts';

const PROGRAM_PATH = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
const NOTICE_TIMEOUT_MS = 30_000;
const HEARTBEAT_MS = 500;
export const LEASE_MS = 1600;
export const GRACE_MS = 800;

export type Notice = Presence & { roomIds: string[]; timestamp: string };

/** Starts the compiled presence service as a child process that is stopped at the end of the test. */
export function startReplica(t: Test, env: Record<string, string>, args: string[] = []): TestProcess {
  return TestProcess.start(t, PROGRAM_PATH, { env, args });
}

/**
 * Starts a presence system for a test: real servers, presence replicas as processes, a stand-in for chat-api, and
 * gateways that send heartbeats.
 */
export async function startPresence(t: Test, replicas = 2) {
  const [redis, nats] = await Promise.all([startTestRedis(t), startTestNats(t)]);
  const nc = await openNatsConnection(t, nats);
  const env = {
    ...redis.envOf('presence'),
    ...nats.envOf('presence'),
    GATEWAY_BEAT_MS: String(HEARTBEAT_MS),
    GATEWAY_LEASE_MS: String(LEASE_MS),
    PRESENCE_GRACE_MS: String(GRACE_MS),
    PRESENCE_PUSH_MAX_MEMBERS: '3',
  };
  const chatApi = new ChatApiStandIn(nc);
  chatApi.start();
  const notices: Notice[] = [];
  nc.subscribe(NOTICES.presenceChanged.subject, {
    callback: (_, msg) => {
      notices.push(msg.json<Notice>());
    },
  });
  /** Starts a presence replica whose clock is `skewMs` milliseconds ahead. */
  const startPresenceReplica = (skewMs = 0) => startReplica(t, { ...env, ...createSkewedClockEnv(skewMs) });
  const replicaProcesses = Array.from({ length: replicas }, () => startPresenceReplica());
  await Promise.all(replicaProcesses.map((replica) => replica.line('presence started')));
  const gateways: GatewayStandIn[] = [];
  t.teardown(() => Promise.all(gateways.map((gateway) => gateway.die())));

  const findNoticesAbout = (userId: string) => notices.filter((notice) => notice.userId === userId);
  return {
    redis,
    redisClient: await openRedisClient(t, redis.urlOf('admin')),
    nats,
    nc,
    chatApi,
    notices,
    replicas: replicaProcesses,
    startReplica: startPresenceReplica,
    gateway: async (id: string) => {
      const gateway = new GatewayStandIn(nc, id, HEARTBEAT_MS);
      gateways.push(gateway);
      await gateway.heartbeat();
      return gateway;
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

export type PresenceSystem = Awaited<ReturnType<typeof startPresence>>;
