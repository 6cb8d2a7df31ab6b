/** The fields that an error from Prisma, from its adapter, or from the PostgreSQL driver may have. */
interface DatabaseErrorFields {
  code?: unknown;
  message?: unknown;
  cause?: unknown;
  kind?: unknown;
  originalCode?: unknown;
  meta?: { driverAdapterError?: unknown };
}

/**
 * Yields the given error and then its causes, from the outermost to the innermost. A Prisma error usually wraps an
 * adapter error, which wraps an error from the PostgreSQL driver.
 */
export function* iterateErrorCauses(error: unknown): Generator<DatabaseErrorFields> {
  let currentCause = error as DatabaseErrorFields | undefined;
  for (let depth = 0; currentCause && typeof currentCause === 'object' && depth < 5; depth++) {
    yield currentCause;
    currentCause = (currentCause.meta?.driverAdapterError ?? currentCause.cause) as
      | DatabaseErrorFields
      | undefined;
  }
}

/**
 * Returns the SQLSTATE of a Prisma or driver error, for example `23505`. Returns undefined if the error has no
 * SQLSTATE.
 */
export function getSqlState(error: unknown): string | undefined {
  for (const { originalCode, code } of iterateErrorCauses(error)) {
    if (typeof originalCode === 'string') return originalCode;
    if (typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) && !/^P[12]/.test(code)) return code;
  }
  return undefined;
}
