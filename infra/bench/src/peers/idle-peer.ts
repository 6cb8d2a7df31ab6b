import type { TestContext } from '@kcs/testkit';

/** A running system that holds sockets. */
export interface IdlePeer {
  readonly name: string;
  /** The process that holds the sockets. */
  readonly pid: number;
  /** Connects further sockets, and joins them to their rooms. */
  connect(count: number): Promise<void>;
}

export type StartIdle = (t: TestContext) => Promise<IdlePeer>;
