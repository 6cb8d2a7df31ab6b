export interface InstallOptions {
  signal?: AbortSignal | undefined;
  /** Prints one line of progress. */
  say: (line: string) => void;
}
