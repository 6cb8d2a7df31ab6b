import type { Logger } from '../logging/create-logger.ts';
import { UnreachableError } from '../unreachable-error.ts';
import { createClusterClient } from './cluster-client.ts';
import { logOutages } from './log-outages.ts';
import { createFollowingClient, MasterFollower } from './master-follower.ts';
import { computeReconnectDelayMs } from './reconnect-delay.ts';
import { createRedisClient, type RedisClient } from './redis-client.ts';
import { RedisCluster } from './redis-cluster.ts';
import type { RedisServer } from './redis-server.ts';
import { type RedisProbe, watchRedisConnection } from './watch-connection.ts';

interface ConnectRedisOptions extends RedisServer {
  name: string;
  logger: Logger;
  /**
   * Whether commands wait while the server is down, instead of failing immediately. Has no effect with Sentinels or a
   * Redis Cluster.
   */
  queue?: boolean;
  /**
   * Checks whether the server is usable, by sending a command that the service needs, such as a write. The client calls
   * the probe every second. If the server is a read-only replica and rejects the command, the client opens a new
   * connection, because after a failover, new connections reach the current master. Defaults to `PING`.
   */
  probe?: RedisProbe;
  /** The time limit for the first connection, in ms. */
  deadlineMs?: number;
}

const DEFAULT_CONNECT_DEADLINE_MS = 30_000;
const sendPing: RedisProbe = (client) => client.sendCommand(['PING']);

/**
 * Connects to Redis, and reconnects after every outage, however long it lasts. Every command settles: it fails
 * immediately while the server is down (unless `queue` is set), and within about 3 s while the server is frozen. Each
 * `ready` event after the first one means that the client may have missed messages. Do not use blocking commands. To
 * open another connection, call this function again instead of `duplicate()`. On a Redis Cluster, see
 * `createClusterClient` for the commands that the client supports. Throws `UnreachableError` if the server does not
 * answer within the deadline.
 */
export async function connectRedis(options: ConnectRedisOptions): Promise<RedisClient> {
  if (options.cluster !== undefined) return createClusterClient(await connectRedisCluster(options));
  const { probe = sendPing, deadlineMs = DEFAULT_CONNECT_DEADLINE_MS, logger, name } = options;
  const deadline = performance.now() + deadlineMs;
  let hasClientBeenReady = false;
  const reconnectStrategy = (retries: number, cause: Error): number | Error =>
    hasClientBeenReady || performance.now() < deadline ? computeReconnectDelayMs(retries) : cause;
  const { client, checkMaster } = createClientAndCheck({ ...options, reconnectStrategy });
  client.once('ready', () => {
    hasClientBeenReady = true;
  });
  logOutages(client, () => probe(client), { logger, fields: { connection: name } });
  await client.connect().catch((cause) => {
    throw new UnreachableError('Redis', options.url, cause);
  });
  watchRedisConnection(client, () => checkServer(probe(client), checkMaster?.()), logger);
  return client;
}

/**
 * Connects to all masters of a Redis Cluster, and follows them to other servers. Throws `UnreachableError` if no master
 * answers within the deadline.
 */
export async function connectRedisCluster({
  probe = sendPing,
  deadlineMs = DEFAULT_CONNECT_DEADLINE_MS,
  ...options
}: ConnectRedisOptions): Promise<RedisCluster> {
  const cluster = new RedisCluster({ ...options, probe });
  await cluster.connect(deadlineMs).catch((cause) => {
    throw new UnreachableError('The Redis Cluster', options.url, cause);
  });
  return cluster;
}

/**
 * Rejects with the error of the master check if both fail. An isolated former master refuses writes, too, but only the
 * error of the master check leads to a new connection.
 */
async function checkServer(probing: Promise<unknown>, masterCheck: Promise<void> | undefined): Promise<void> {
  await Promise.allSettled([probing, masterCheck]);
  await masterCheck;
  await probing;
}

/** Returns a client, and with Sentinels a function that throws if the client's server is no longer the master. */
function createClientAndCheck(
  options: ConnectRedisOptions & { reconnectStrategy: (retries: number, cause: Error) => number | Error },
): { client: RedisClient; checkMaster?: () => Promise<void> } {
  const { sentinels, queue = false } = options;
  if (sentinels === undefined) return { client: createRedisClient({ ...options, queue }) };
  const follower = new MasterFollower(options);
  return { client: createFollowingClient(follower), checkMaster: () => follower.checkMaster() };
}
