declare module 'process-on-spawn' {
  /** Calls the listener before each child process is spawned, after all listeners that were added before. */
  export function addListener(listener: (child: { env: Record<string, string | undefined> }) => void): void;
}
