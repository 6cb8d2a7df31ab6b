import type { TestContext } from '@kcs/testkit';
import type { MeasuredProcess } from '../measure/process-cpu.ts';

/** A running system that delivers messages to the sockets of rooms. */
export interface FanOutPeer {
  readonly name: string;
  /** The processes that write to the sockets. */
  readonly processes: readonly MeasuredProcess[];
  /** Sends a message to a room. Resolves when all sockets of the room have received it. */
  send(room: number): Promise<void>;
}

export interface FanOutSize {
  readonly rooms: number;
  readonly socketsPerRoom: number;
}

export type StartFanOut = (t: TestContext, size: FanOutSize) => Promise<FanOutPeer>;
