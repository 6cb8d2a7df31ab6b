/** The exit codes of the command line. */
export const EXIT_CODES = {
  done: 0,
  /** The request was refused. Repeating the command unchanged does not help. */
  refused: 1,
  /** The arguments, a variable, or a file is wrong or missing. */
  usage: 2,
  /** A server could not be reached, or did not confirm in time. Repeat the command. */
  unreachable: 3,
} as const;

type ExitCode = (typeof EXIT_CODES)[keyof typeof EXIT_CODES];

/** An error for the user of the command line. The message says what is wrong and what to do. */
export class CliError extends Error {
  readonly exitCode: ExitCode;

  constructor(
    reason: Exclude<keyof typeof EXIT_CODES, 'done'>,
    message: string,
    options?: { cause?: unknown },
  ) {
    super(message, options);
    this.name = 'CliError';
    this.exitCode = EXIT_CODES[reason];
  }
}
