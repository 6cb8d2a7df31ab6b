/**
 * Thrown if PostgreSQL rejects a migration or SQL function, or if a table lock cannot be acquired. No part of the
 * script was applied.
 */
class MigrationError extends Error {
  constructor(script: string, cause: unknown) {
    super(`${script} was not applied: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
    this.name = 'MigrationError';
  }
}

/** Runs `work`. If `work` fails, throws a MigrationError that names the script. */
export async function runNamedScript<T>(script: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw new MigrationError(script, error);
  }
}
