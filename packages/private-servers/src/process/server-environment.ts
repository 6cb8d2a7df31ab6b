/**
 * Returns the environment of a server: enough to run, but nothing that could change its behavior. Leaves out `PG*`,
 * `NATS_*`, and npm's `npm_config_*`.
 */
export function serverEnvironment(): Record<string, string> {
  const kept: Record<string, string> = { PATH: process.env.PATH ?? '/usr/bin:/bin', LC_ALL: 'C' };
  if (process.env.TMPDIR) kept.TMPDIR = process.env.TMPDIR;
  return kept;
}
