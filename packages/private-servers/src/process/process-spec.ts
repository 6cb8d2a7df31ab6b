/** Everything needed to start one process repeatedly on the same port, and to check whether it is usable. */
export interface ProcessSpec {
  /** Unique among the processes of one start, such as `chat-api-1`. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** The whole environment of the process: nothing is inherited. */
  readonly env: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** The user to run as. PostgreSQL needs one, because it refuses to run as root. */
  readonly user?: { readonly uid: number; readonly gid: number } | undefined;
  /** The address of its service. */
  readonly url: string;
  /** The address of its health checks and metrics, if it has any. */
  readonly opsUrl: string | null;
  /** The port on which it listens for a debugger, if it does. */
  readonly inspectPort?: number | undefined;
  /** Makes the process shut down in good order. */
  readonly stopSignal: NodeJS.Signals;
  /** A process that is still running after this time gets SIGKILL. */
  readonly stopWithinMs: number;
  /** Runs once before the first start: creates folders and configuration files, runs `initdb`. */
  prepare?(signal?: AbortSignal): Promise<void>;
  /** Uses the process once. Resolves only if it works now, and always settles within a few seconds. */
  probe(signal?: AbortSignal): Promise<void>;
}
