/** A migration or SQL function that PostgreSQL rejected or that could not get its locks. No part of it was applied. */
class MigrationError extends Error {
  constructor(script: string, cause: unknown) {
    super(`${script} was not applied: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
    this.name = 'MigrationError';
  }
}

/** Runs `work`. Throws MigrationError with the script's name if `work` fails. */
export async function withScriptName<T>(script: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw new MigrationError(script, error);
  }
}
