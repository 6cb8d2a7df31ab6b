/** A migration or function that PostgreSQL refused, or that could not get its locks. Nothing of it was applied. */
class MigrationError extends Error {
  constructor(script: string, cause: unknown) {
    super(`${script} was not applied: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
    this.name = 'MigrationError';
  }
}

/** Names the script in the error of `work`. */
export async function withScriptName<T>(script: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw new MigrationError(script, error);
  }
}
