export interface InstallOptions {
  signal?: AbortSignal | undefined;
  /** Receives one line of progress at a time. */
  say: (line: string) => void;
}
