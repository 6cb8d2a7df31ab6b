/** The folder and port of a private server, and whether its data must survive a crash. */
export interface ServerSettings {
  /** The absolute path of its own folder, which is created if it is missing. */
  dir: string;
  port: number;
  /** True: the data survives a crash of the machine. False: the server is faster, for tests. */
  durable: boolean;
}
