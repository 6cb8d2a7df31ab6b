import type { Program } from '../processes/find-programs.ts';

export type Service = Exclude<Program, 'migrate'>;

export interface SystemOptions {
  /** The number of gateways. Default: 2. Every other service has one replica by default. */
  gateways?: number;
  apis?: number;
  presence?: number;
  /** Runs HAProxy in front of the services, with the repository's configuration. */
  haproxy?: boolean;
  /** Overrides variables in the environment of every service. */
  env?: Record<string, string>;
  /** Connects every service to Redis and NATS through its own proxies, which the test can cut. */
  cuttable?: boolean;
  /** Starts a PostgreSQL process for this system only, which the test can kill. Otherwise the cluster is shared. */
  ownPostgres?: boolean;
  /** Set by tests that do forbidden things. Otherwise the test fails if NATS or Redis refused something to a user. */
  mayRefuse?: boolean;
  /** Programs to run instead of the compiled services of the repository. */
  programs?: Partial<Record<Program, string>>;
  /** Programs of single replicas, by position, for two versions side by side. The others run the service's program. */
  replicaPrograms?: Partial<Record<Service, readonly (string | undefined)[]>>;
}
