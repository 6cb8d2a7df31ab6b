/**
 * Describes how to start a process and how to check whether it works. The process can be started repeatedly, on the
 * same port.
 */
export interface ProcessSpec {
  /** The name of the process, unique within one start, such as `chat-api-1`. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** The complete environment of the process. No variable is inherited. */
  readonly env: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** The system user that runs the process. Set for PostgreSQL, which refuses to run as root. */
  readonly user?: { readonly uid: number; readonly gid: number } | undefined;
  /** The URL at which the process serves its clients. */
  readonly url: string;
  /** The URL of the process's health checks and metrics; null if the process has none. */
  readonly opsUrl: string | null;
  /** The port for a debugger; undefined if the process does not listen for one. */
  readonly inspectPort?: number | undefined;
  /** The signal that makes the process shut down cleanly. */
  readonly stopSignal: NodeJS.Signals;
  /** A process that is still running after this time receives SIGKILL. */
  readonly stopWithinMs: number;
  /** Prepares the first start, for example by creating folders and configuration files or running `initdb`. */
  prepare?(signal?: AbortSignal): Promise<void>;
  /**
   * Checks whether the process works by sending it one request. Rejects if the process does not work. Settles within a
   * few seconds.
   */
  probe(signal?: AbortSignal): Promise<void>;
}
