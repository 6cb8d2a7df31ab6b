/**
 * A component that runs until it is stopped. `stop` resolves when the component has ended. Further calls to `stop` wait
 * for the same stop.
 */
export interface Stoppable {
  stop(): Promise<void>;
}
