/**
 * Returns the environment of a server: the variables that it needs to run, and none that could change its behavior,
 * such as `PG*`, `NATS_*`, and `npm_config_*`.
 */
export function serverEnvironment(): Record<string, string> {
  const kept: Record<string, string> = { PATH: process.env.PATH ?? '/usr/bin:/bin', LC_ALL: 'C' };
  if (process.env.TMPDIR) kept.TMPDIR = process.env.TMPDIR;
  return kept;
}
