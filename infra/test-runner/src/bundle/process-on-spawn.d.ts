declare module 'process-on-spawn' {
  /** Calls the listener before each child process is spawned, after all previously added listeners. */
  export function addListener(listener: (child: { env: Record<string, string | undefined> }) => void): void;
}
