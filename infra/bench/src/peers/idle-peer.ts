import type { TestContext } from '@kcs/testkit';

/** A running system that holds sockets. */
export interface IdlePeer {
  /** The process that holds the sockets. */
  readonly pid: number;
  /** Connects one more socket, and joins it to its rooms. */
  connect(): Promise<void>;
}

export interface IdlePeerOptions {
  /** How many rooms each socket joins. */
  readonly rooms: number;
  /** Environment variables for every process of the system. */
  readonly env: Readonly<Record<string, string>>;
}

export type StartIdlePeer = (t: TestContext, options: IdlePeerOptions) => Promise<IdlePeer>;
