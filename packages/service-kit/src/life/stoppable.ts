/** Something that runs until it is stopped. `stop` may be called again and then waits for the same end. */
export interface Stoppable {
  stop(): Promise<void>;
}
