/** Something that runs until it is stopped. Further calls to `stop` wait for the same end. */
export interface Stoppable {
  stop(): Promise<void>;
}
