/** How to find Redis, and how to connect to it. */
export interface RedisServer {
  /** The URL of Redis. With `sentinels`, its host is the name that the Sentinels have for the master. */
  readonly url: string;
  /** The URL of the Sentinels that know the address of the master. Default: the address is in `url`. */
  readonly sentinels?: string | undefined;
  /**
   * The addresses of other nodes of the Redis Cluster, as `host:port`, separated by commas. `url` then names one of the
   * nodes. Default: Redis is not a cluster.
   */
  readonly cluster?: string | undefined;
  /** The certificates of the authorities that Redis's certificate may come from. Default: those that Node.js trusts. */
  readonly ca?: string | undefined;
}

interface RedisConfig {
  readonly REDIS_URL: string;
  readonly REDIS_SENTINELS?: string | undefined;
  readonly REDIS_CLUSTER?: string | undefined;
  readonly REDIS_CA?: string | undefined;
}

/** Returns the Redis server that a service's configuration names. */
export const readRedisServer = (config: RedisConfig): RedisServer => ({
  url: config.REDIS_URL,
  sentinels: config.REDIS_SENTINELS,
  cluster: config.REDIS_CLUSTER,
  ca: config.REDIS_CA,
});
