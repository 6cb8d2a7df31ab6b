import { NOTICES, type Presence } from '@kcs/contracts';
import type { Test } from 'tap';
import { ChatApiStub } from './chat-api-stub.ts';
import { LiveGateway } from './live-gateway.ts';
import { Replica } from './replica.ts';
import { startNats } from './start-nats.ts';
import { redisClient, startRedis } from './start-redis.ts';
import { until } from './until.ts';

export const BEAT_MS = 500;
export const LEASE_MS = 1600;
export const GRACE_MS = 800;

export type Notice = Presence & { roomIds: string[]; timestamp: string };

/** Real servers, replicas of presence as processes, a stand-in for chat-api, and gateways that beat. */
export async function startPresence(t: Test, replicas = 2) {
  const [redis, nats] = await Promise.all([startRedis(t), startNats(t)]);
  const env = {
    REDIS_URL: redis.url,
    NATS_URL: nats.url,
    GATEWAY_BEAT_MS: String(BEAT_MS),
    GATEWAY_LEASE_MS: String(LEASE_MS),
    PRESENCE_GRACE_MS: String(GRACE_MS),
    PRESENCE_PUSH_MAX_MEMBERS: '3',
  };
  const api = new ChatApiStub(nats.nc);
  api.start();
  const notices: Notice[] = [];
  nats.nc.subscribe(NOTICES.presenceChanged.subject, {
    callback: (_, msg) => {
      notices.push(msg.json<Notice>());
    },
  });
  const start = () => new Replica(t, env);
  const running = Array.from({ length: replicas }, start);
  await Promise.all(running.map((replica) => replica.started()));
  const gateways: LiveGateway[] = [];
  t.teardown(() => Promise.all(gateways.map((gateway) => gateway.die())));

  const of = (userId: string) => notices.filter((notice) => notice.userId === userId);
  return {
    redis: { ...redis, client: await redisClient(t, redis.url) },
    nats,
    nc: nats.nc,
    api,
    env,
    notices,
    replicas: running,
    startReplica: start,
    gateway: async (id: string) => {
      const gateway = new LiveGateway(nats.nc, id, BEAT_MS);
      gateways.push(gateway);
      await gateway.beat();
      return gateway;
    },
    /** What was told of a person so far. */
    toldOf: (userId: string) => of(userId).map((notice) => notice.status),
    /** The next notice that says so of a person, also if it was heard already. */
    heard: (userId: string, status: string, count = 1) =>
      until(
        () => of(userId).filter((notice) => notice.status === status),
        (found) => found.length >= count,
      ),
  };
}

export type PresenceSystem = Awaited<ReturnType<typeof startPresence>>;
