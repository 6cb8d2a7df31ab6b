declare module 'process-on-spawn' {
  /**
   * Adds a listener that is called before each child process is spawned. Listeners run in the order in which they
   * were added.
   */
  export function addListener(listener: (child: { env: Record<string, string | undefined> }) => void): void;
}
