import { ChatError } from '@kcs/contracts';

/** The SQLSTATE of a write that PostgreSQL rejects because the server or the database session is read-only. */
const READ_ONLY_SQLSTATE = '25006';
/**
 * Matches the SQLSTATE of every temporary failure: lost connections, shutdown, exhausted resources, timeouts, a
 * read-only server, disk errors, deadlocks, and conflicts with other transactions.
 */
const UNAVAILABLE_SQLSTATE_PATTERN = /^(08|53|58|57P0|57014|25P03|25006|55P03|40001|40P01)/;
/**
 * The Prisma error codes of temporary failures: the server is unreachable, a time limit was exceeded, the connection
 * was closed, no more connections are available, or a transaction could not start, expired, or conflicted with another
 * one.
 */
const UNAVAILABLE_PRISMA_CODES = new Set([
  'P1001',
  'P1002',
  'P1008',
  'P1017',
  'P2024',
  'P2028',
  'P2034',
  'P2037',
]);
const UNAVAILABLE_ADAPTER_ERROR_KINDS = new Set([
  'DatabaseNotReachable',
  'ConnectionClosed',
  'TooManyConnections',
  'SocketTimeout',
  'TransactionWriteConflict',
]);
/** The Node.js error codes of temporary network failures. */
const UNAVAILABLE_NETWORK_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'EHOSTDOWN',
  'ENETUNREACH',
  'ENETDOWN',
  'ENETRESET',
  'EAI_AGAIN',
  'ENOTFOUND',
]);
const UNAVAILABLE_MESSAGE_PATTERN =
  /timeout exceeded when trying to connect|connection terminated|query read timeout|not queryable|connection error|cannot use a pool after/i;
const WRITE_CONFLICT_SQLSTATE_CODES = ['40001', '40P01'];
const RETRY_AFTER_MS = 2_000;

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
function* iterateErrorCauses(error: unknown): Generator<DatabaseErrorFields> {
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

/**
 * Returns whether PostgreSQL rejected a write because the server or the database session is read-only. This can happen
 * after a failover.
 */
export const isReadOnlyRefusal = (error: unknown): boolean => getSqlState(error) === READ_ONLY_SQLSTATE;

/**
 * Returns whether the error reports a deadlock or a write conflict with another transaction. After such an error, the
 * caller can run its transaction again.
 */
export function isWriteConflict(error: unknown): boolean {
  if (WRITE_CONFLICT_SQLSTATE_CODES.includes(getSqlState(error) ?? '')) return true;
  return [...iterateErrorCauses(error)].some(
    ({ code, kind }) => code === 'P2034' || kind === 'TransactionWriteConflict',
  );
}

/** Returns whether a write failed because a unique value already exists. */
export const isUniqueViolation = (error: unknown): boolean =>
  getSqlState(error) === '23505' || (error as { code?: unknown }).code === 'P2002';

/**
 * Returns an `UNAVAILABLE` error if PostgreSQL is unreachable, overloaded, read-only, or shutting down, or if the
 * transaction conflicted with another one. Returns any other error unchanged.
 */
export function mapUnavailableError(error: unknown): unknown {
  if (error instanceof ChatError || !isDatabaseUnavailable(error)) return error;
  return new ChatError('UNAVAILABLE', undefined, { retryAfterMs: RETRY_AFTER_MS, cause: error });
}

function isDatabaseUnavailable(error: unknown): boolean {
  if (UNAVAILABLE_SQLSTATE_PATTERN.test(getSqlState(error) ?? '')) return true;
  return [...iterateErrorCauses(error)].some(
    ({ code, kind, message }) =>
      UNAVAILABLE_PRISMA_CODES.has(code as string) ||
      UNAVAILABLE_ADAPTER_ERROR_KINDS.has(kind as string) ||
      UNAVAILABLE_NETWORK_CODES.has(code as string) ||
      UNAVAILABLE_MESSAGE_PATTERN.test(String(message ?? '')),
  );
}
