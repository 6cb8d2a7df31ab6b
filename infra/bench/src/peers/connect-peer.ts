import type { MeasuredProcess } from '../measure/process-cpu.ts';

/** A running system that accepts connections of people with a token. */
export interface ConnectPeer {
  readonly name: string;
  /** All processes that take part in a connection. */
  readonly processes: readonly MeasuredProcess[];
  /**
   * Connects person `n`, counted from 1. Resolves with a function that closes the connection when the person has joined
   * all 10 rooms.
   */
  connect(n: number): Promise<() => void>;
}
