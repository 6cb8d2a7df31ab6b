import type { ServiceProcess } from '../processes/service-process.ts';
import type { SentinelGroup } from '../servers/sentinel-group.ts';
import type { TestDatabase } from '../servers/test-database.ts';
import type { TestNats } from '../servers/test-nats.ts';
import type { TestRedis } from '../servers/test-redis.ts';
import type { TestRedisCluster } from '../servers/test-redis-cluster.ts';
import type { TestServer } from '../servers/test-server.ts';
import type { SystemSecrets } from './secrets.ts';

/**
 * The replicas of a service. The tuple has at least one element, so that a test can use the first replica without a
 * check.
 */
export type ServiceReplicas = readonly [ServiceProcess, ...ServiceProcess[]];

export interface RedisServers {
  /** The only Redis server, or the first master. */
  readonly redis: TestRedis;
  /** All Redis servers and the Sentinels; undefined if there are no Sentinels. */
  readonly sentinels: SentinelGroup | undefined;
  /** All Redis servers; undefined if Redis is not a cluster. */
  readonly redisCluster: TestRedisCluster | undefined;
}

export interface TestSystemParts extends RedisServers {
  readonly apis: ServiceReplicas;
  readonly gateways: ServiceReplicas;
  readonly presence: ServiceReplicas;
  /** All NATS servers, of which services may use any. */
  readonly natsServers: readonly [TestNats, ...TestNats[]];
  /** The system's own PostgreSQL server; undefined unless `ownPostgres` is true. */
  readonly postgres: TestServer | undefined;
  /** The PostgreSQL servers that follow the system's own server. */
  readonly standbys: readonly TestServer[];
  readonly database: TestDatabase;
  readonly frontDoor: string;
  readonly socketUrl: string;
  readonly secrets: SystemSecrets;
}
