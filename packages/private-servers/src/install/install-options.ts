export interface InstallOptions {
  signal?: AbortSignal | undefined;
  /** Prints one line about the progress of an installation. */
  say: (line: string) => void;
}
