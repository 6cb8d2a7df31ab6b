declare module 'process-on-spawn' {
  /**
   * Adds a listener that is called each time before a child process is spawned. Listeners are called in the order in
   * which they were added.
   */
  export function addListener(listener: (child: { env: Record<string, string | undefined> }) => void): void;
}
