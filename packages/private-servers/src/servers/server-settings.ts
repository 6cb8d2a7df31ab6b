/** The folder and port of a private server, and whether its data must survive a crash. */
export interface ServerSettings {
  /** The absolute path of a folder that only this server uses. The folder is created if it is missing. */
  dir: string;
  port: number;
  /**
   * Whether the data must survive a crash of the machine. A server that is not durable is faster, which suits tests.
   */
  durable: boolean;
}
