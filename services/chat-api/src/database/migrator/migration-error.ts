/**
 * Thrown if a migration or SQL function cannot be applied, for example because PostgreSQL rejects it or because a table
 * stays in use. No part of that migration or function has been applied.
 */
class MigrationError extends Error {
  constructor(script: string, cause: unknown) {
    super(`${script} was not applied: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
    this.name = 'MigrationError';
  }
}

/**
 * Runs `work`, which applies the migration or SQL function that `script` names. If `work` fails, throws a
 * `MigrationError` with that name.
 */
export async function runNamedScript<T>(script: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw new MigrationError(script, error);
  }
}
