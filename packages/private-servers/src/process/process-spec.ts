/** Everything needed to start one process again and again on the same port, and to know whether it is usable. */
export interface ProcessSpec {
  /** Unique among the processes of one start, such as `chat-api-1`. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** The whole environment of the process: nothing is inherited. */
  readonly env: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Runs as this user; for PostgreSQL, which refuses to be root. */
  readonly user?: { readonly uid: number; readonly gid: number } | undefined;
  /** Where it serves. */
  readonly url: string;
  /** Where it tells of its health, if it does. */
  readonly opsUrl: string | null;
  /** Asks it to end in good order. */
  readonly stopSignal: NodeJS.Signals;
  /** After this much time a stop becomes a SIGKILL. */
  readonly stopWithinMs: number;
  /** Once before the first start: folders, `initdb`, configuration files. */
  prepare?(signal?: AbortSignal): Promise<void>;
  /** One real use of the process: resolves only if it works now. Bounded in time by itself. */
  probe(signal?: AbortSignal): Promise<void>;
}
