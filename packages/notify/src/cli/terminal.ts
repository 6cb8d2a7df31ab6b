import type { Readable, Writable } from 'node:stream';

/** What a command uses to communicate with its user. */
export interface Terminal {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: Readable & { readonly isTTY?: boolean };
  /** Receives the results of a command. */
  readonly stdout: Writable & { readonly isTTY?: boolean; readonly columns?: number };
  /** Receives questions, hints, and errors. */
  readonly stderr: Writable & { readonly isTTY?: boolean };
  /** Aborted when the user presses Ctrl-C. */
  readonly signal: AbortSignal;
}
