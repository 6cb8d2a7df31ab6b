/** How to find Redis, and how to connect to it. */
export interface RedisServer {
  /** The URL of Redis. With `sentinels`, its host is the name that the Sentinels have for the master. */
  readonly url: string;
  /** The URL of the Sentinels that know the address of the master. Default: the address is in `url`. */
  readonly sentinels?: string | undefined;
  /** The certificates of the authorities that Redis's certificate may come from. Default: those that Node.js trusts. */
  readonly ca?: string | undefined;
}

interface RedisConfig {
  readonly REDIS_URL: string;
  readonly REDIS_SENTINELS?: string | undefined;
  readonly REDIS_CA?: string | undefined;
}

/** Returns the Redis server that a service's configuration names. */
export const readRedisServer = (config: RedisConfig): RedisServer => ({
  url: config.REDIS_URL,
  sentinels: config.REDIS_SENTINELS,
  ca: config.REDIS_CA,
});
