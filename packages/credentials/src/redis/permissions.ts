import type { ServiceName } from '../services.ts';

interface RedisPermissions {
  /** Patterns of allowed keys, such as `kcs:login:*`. */
  readonly keys: readonly string[];
  /** Patterns of allowed channels, such as `kcs:canary:*`. */
  readonly channels: readonly string[];
  readonly commands: readonly string[];
}

/**
 * Every service sends PING to check its connection, and asks a Redis Cluster which masters it has. HELLO, AUTH, and QUIT
 * are not listed, because they need no permission.
 */
const CONNECTION_COMMANDS = ['ping', 'cluster|nodes'];
/** The commands that run scripts. A script may use only the keys and commands that the user who runs it may use. */
const SCRIPT_COMMANDS = ['eval', 'evalsha'];

/**
 * The keys, channels, and commands that each service needs, and no others (BUS-5). The lists must be complete: tests
 * that start the whole system fail if Redis denies a service access to a key, channel, or command.
 */
export const REDIS_PERMISSIONS: Readonly<Record<ServiceName, RedisPermissions>> = {
  'chat-api': {
    keys: ['kcs:login:*', 'kcs:limit:*', 'kcs:samples:*'],
    channels: [],
    commands: [
      ...CONNECTION_COMMANDS,
      ...SCRIPT_COMMANDS,
      ...['multi', 'exec', 'get', 'set', 'incrby', 'pttl', 'expire', 'del'],
      ...['time', 'zrange', 'lrange'],
    ],
  },
  'realtime-gateway': {
    keys: ['kcs:limit:events:*', 'kcs:meetings:*', 'kcs:gateways', 'kcs:samples:*'],
    channels: ['socket.io#*', 'kcs:canary:*'],
    commands: [
      ...CONNECTION_COMMANDS,
      ...['spublish', 'ssubscribe', 'sunsubscribe'],
      ...['multi', 'exec', 'incrby', 'pexpire'],
      ...SCRIPT_COMMANDS,
      ...['time', 'exists', 'get', 'set', 'del'],
      ...['hget', 'hset', 'hdel', 'hkeys', 'hvals', 'hlen'],
      ...['zadd', 'zrem', 'zrangebyscore', 'zremrangebyscore'],
      ...['rpush', 'ltrim'],
    ],
  },
  presence: {
    keys: ['kcs:presence:*'],
    channels: [],
    commands: [
      ...CONNECTION_COMMANDS,
      ...SCRIPT_COMMANDS,
      ...['time', 'exists', 'del', 'pexpire', 'get', 'set', 'getdel'],
      ...[
        'hget',
        'hset',
        'hsetnx',
        'hdel',
        'hexists',
        'hgetall',
        'hincrby',
        'hkeys',
        'hlen',
        'hmget',
        'hscan',
      ],
      ...['sadd', 'srem', 'scard', 'smembers', 'sdiff', 'spop'],
      ...['zadd', 'zrem', 'zcard', 'zscore', 'zrange', 'zrangebyscore'],
    ],
  },
};
