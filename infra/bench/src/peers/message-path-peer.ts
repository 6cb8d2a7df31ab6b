import type { MeasuredProcess } from '../measure/process-cpu.ts';

/** A running chat system that carries messages from one sender to all sockets of one room. */
export interface MessagePathPeer {
  /** The name in the result, such as `ours`. */
  readonly name: string;
  /** All processes on the path of a message. */
  readonly processes: readonly MeasuredProcess[];
  /** Returns how many messages the system has stored, so that the run can check that no system skips this work. */
  countStored(): Promise<number>;
  /**
   * Holds back work that the system does later for each message, outside of the message's path. Resolves with a
   * function that lets the system do this work, and that resolves when the work is done. Undefined if the system has no
   * such work.
   */
  readonly holdDeferredWork?: () => Promise<() => Promise<void>>;
  /**
   * Sends one message. `accepted` resolves when the server has confirmed to the sender that the message is stored, and
   * `delivered` when every socket of the room has received it.
   */
  send(): { readonly accepted: Promise<void>; readonly delivered: Promise<void> };
}

/** The size of the room, which is the same for every peer. */
export interface PathRoomSize {
  readonly sockets: number;
}
