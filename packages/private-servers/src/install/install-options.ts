export interface InstallOptions {
  signal?: AbortSignal | undefined;
  /** Receives each line of progress, to print it. */
  say: (line: string) => void;
}
