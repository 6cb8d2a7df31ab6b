import type { Program } from '../processes/find-programs.ts';

export type Service = Exclude<Program, 'migrate'>;

export interface SystemOptions {
  /** 2 by default; one replica of each other service. */
  gateways?: number;
  apis?: number;
  presence?: number;
  /** Puts HAProxy in front, with the configuration of the repository. */
  haproxy?: boolean;
  /** Overrides the environment of every service. */
  env?: Record<string, string>;
  /** Every service reaches Redis and NATS through proxies of its own, which the test can cut. */
  cuttable?: boolean;
  /** Starts a PostgreSQL process for this system alone, which the test can kill. Otherwise the cluster is shared. */
  ownPostgres?: boolean;
  /** Programs to run instead of the compiled services of the repository. */
  programs?: Partial<Record<Program, string>>;
  /** Programs of single replicas, by position, for two versions side by side. The others run the service's program. */
  replicaPrograms?: Partial<Record<Service, readonly (string | undefined)[]>>;
}
