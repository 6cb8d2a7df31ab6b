/**
 * Returns the environment of a server: enough to run, and nothing that could change its behavior. `PG*`, `NATS_*` and
 * npm's `npm_config_*` are left out.
 */
export function serverEnvironment(): Record<string, string> {
  const kept: Record<string, string> = { PATH: process.env.PATH ?? '/usr/bin:/bin', LC_ALL: 'C' };
  if (process.env.TMPDIR) kept.TMPDIR = process.env.TMPDIR;
  return kept;
}
