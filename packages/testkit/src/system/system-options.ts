import type { SystemProgramName } from '../processes/find-programs.ts';

export type ServiceName = Exclude<SystemProgramName, 'migrate'>;

export interface TestSystemOptions {
  /** The number of gateways. Default: 2. All other services have one replica by default. */
  gateways?: number;
  apis?: number;
  presence?: number;
  /** Whether HAProxy runs in front of the services, with the configuration from this repository. */
  haproxy?: boolean;
  /** Environment variables that override the defaults of every service. */
  env?: Record<string, string>;
  /**
   * Whether every connection between a service and Redis or NATS passes through a proxy, so that the test can cut the
   * connection.
   */
  cuttable?: boolean;
  /**
   * Whether this system gets a separate PostgreSQL server, which the test can kill. By default, all tests share one
   * server.
   */
  ownPostgres?: boolean;
  /** The number of NATS servers in the cluster. Default: 1, a single server without a cluster. */
  natsServers?: number;
  /**
   * The number of Redis servers that follow the first one. Three Sentinels then appoint the master, and services find it
   * through the Sentinels. Default: 0, a single server without Sentinels.
   */
  redisReplicas?: number;
  /** Whether Redis is a cluster of three masters with one replica each. Default: a single server. */
  redisCluster?: boolean;
  /**
   * The number of PostgreSQL servers that follow the system's own server. `DATABASE_URL` then names all of them. Needs
   * `ownPostgres`. Default: 0.
   */
  standbys?: number;
  /**
   * True for tests that provoke refusals. Without this option, a test fails if NATS or Redis refused an operation
   * because a service's credentials lack the permission.
   */
  mayRefuse?: boolean;
  /** Program files to run instead of the compiled services in this repository. */
  programs?: Partial<Record<SystemProgramName, string>>;
  /**
   * Program files for individual replicas, keyed by the index of the replica. Tests use this option to run two versions
   * side by side. All other replicas run the usual program of the service.
   */
  replicaPrograms?: Partial<Record<ServiceName, readonly (string | undefined)[]>>;
}
