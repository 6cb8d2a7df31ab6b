/**
 * Returns the environment variables of a server: only variables that a server needs to run. Variables that could change
 * its behavior, such as `PG*`, `NATS_*`, and `npm_config_*`, are left out.
 */
export function createServerEnvironment(): Record<string, string> {
  const environment: Record<string, string> = { PATH: process.env.PATH ?? '/usr/bin:/bin', LC_ALL: 'C' };
  if (process.env.TMPDIR) environment.TMPDIR = process.env.TMPDIR;
  return environment;
}
