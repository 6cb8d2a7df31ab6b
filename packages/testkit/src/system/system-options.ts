import type { Program } from '../processes/find-programs.ts';

export type Service = Exclude<Program, 'migrate'>;

export interface SystemOptions {
  /** The number of gateways. Default: 2. All other services have one replica by default. */
  gateways?: number;
  apis?: number;
  presence?: number;
  /** Starts HAProxy in front of the services, with the configuration from this repository. */
  haproxy?: boolean;
  /** Environment variables that override the defaults of every service. */
  env?: Record<string, string>;
  /** Puts a proxy between every service and its Redis and NATS connections, so that the test can cut them. */
  cuttable?: boolean;
  /**
   * Starts a separate PostgreSQL server for this system, so that the test can kill it. By default, tests share a
   * cluster.
   */
  ownPostgres?: boolean;
  /** True for tests that provoke refusals. Otherwise the test fails if NATS or Redis refused an operation to a user. */
  mayRefuse?: boolean;
  /** Program files to run instead of the compiled services in this repository. */
  programs?: Partial<Record<Program, string>>;
  /**
   * Program files for individual replicas, by index, to run two versions side by side. All other replicas run the
   * service's usual program.
   */
  replicaPrograms?: Partial<Record<Service, readonly (string | undefined)[]>>;
}
