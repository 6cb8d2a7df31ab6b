/** Everything needed to start a process repeatedly on the same port, and to check whether it is usable. */
export interface ProcessSpec {
  /** The name, unique among the processes of one start, such as `chat-api-1`. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** The whole environment of the process. Nothing is inherited. */
  readonly env: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** The user to run as. Needed for PostgreSQL, which refuses to run as root. */
  readonly user?: { readonly uid: number; readonly gid: number } | undefined;
  /** The address at which it serves. */
  readonly url: string;
  /** The address of its health checks and metrics, if it has any. */
  readonly opsUrl: string | null;
  /** The port on which it listens for a debugger, if it does. */
  readonly inspectPort?: number | undefined;
  /** The signal that makes the process shut down cleanly. */
  readonly stopSignal: NodeJS.Signals;
  /** A process that is still running after this time receives SIGKILL. */
  readonly stopWithinMs: number;
  /** Runs once before the first start. Creates folders and configuration files, or runs `initdb`. */
  prepare?(signal?: AbortSignal): Promise<void>;
  /** Uses the process once. Resolves only if it works now. Always settles within a few seconds. */
  probe(signal?: AbortSignal): Promise<void>;
}
