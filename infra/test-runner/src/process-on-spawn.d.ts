declare module 'process-on-spawn' {
  /** Called before a child process of this process is spawned, after those that were added before. */
  export function addListener(listener: (child: { env: Record<string, string | undefined> }) => void): void;
}
