/**
 * A running part of a process. `stop` ends it and resolves when it has ended. Further calls to `stop` wait for the same
 * end.
 */
export interface Stoppable {
  stop(): Promise<void>;
}
