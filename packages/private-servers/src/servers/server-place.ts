/** Where a private server lives and how much its data matter. */
export interface ServerPlace {
  /** Its own folder, absolute. Made if it is not there. */
  dir: string;
  port: number;
  /** True: data outlive a crash of the machine. False: for tests, which want speed. */
  durable: boolean;
}
