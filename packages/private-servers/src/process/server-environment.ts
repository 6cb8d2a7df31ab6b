/**
 * The environment of a server: enough to run, and nothing that could change how it behaves. `PG*`, `NATS_*` and the
 * `npm_config_*` that npm hands to its children stay out.
 */
export function serverEnvironment(): Record<string, string> {
  const kept: Record<string, string> = { PATH: process.env.PATH ?? '/usr/bin:/bin', LC_ALL: 'C' };
  if (process.env.TMPDIR) kept.TMPDIR = process.env.TMPDIR;
  return kept;
}
