/** Something that runs until it is stopped. Calling `stop` again waits for the same end. */
export interface Stoppable {
  stop(): Promise<void>;
}
