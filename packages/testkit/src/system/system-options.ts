/** The kinds of service, and the program that migrates the database. */
export type Program = 'chat-api' | 'realtime-gateway' | 'presence' | 'migrate';

export interface SystemOptions {
  /** 2 unless said; of the others 1. */
  gateways?: number;
  apis?: number;
  presence?: number;
  /** HAProxy in front, with the one configuration of the repository. */
  haproxy?: boolean;
  /** For every service, over what the kit sets. */
  env?: Record<string, string>;
  /** Every service reaches Redis and NATS through a proxy of its own that the test can cut. */
  cuttable?: boolean;
  /** A PostgreSQL process of its own, whose faults the test can switch; otherwise a database in the shared one. */
  ownPostgres?: boolean;
  /** Other programs than the compiled services of the repository. */
  programs?: Partial<Record<Program, string>>;
}
