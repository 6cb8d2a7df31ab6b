import { ChatError } from '@kcs/contracts';

/** The SQLSTATE of a write that the server refuses because it, or the session, is read-only. */
const READ_ONLY_SQLSTATE = '25006';
/**
 * SQLSTATE classes and codes that mean "try again later": connection failures, shutdown, exhausted resources, timeouts,
 * a read-only server, disk errors, deadlocks, and conflicts with other transactions.
 */
const UNAVAILABLE_SQLSTATE = /^(08|53|58|57P0|57014|25P03|25006|55P03|40001|40P01)/;
/**
 * Prisma error codes that mean "try again later": unreachable, timed out, connection closed, pool exhausted,
 * transaction expired or not started, write conflict.
 */
const UNAVAILABLE_PRISMA = new Set(['P1001', 'P1002', 'P1008', 'P1017', 'P2024', 'P2028', 'P2034', 'P2037']);
const UNAVAILABLE_KIND = new Set([
  'DatabaseNotReachable',
  'ConnectionClosed',
  'TooManyConnections',
  'SocketTimeout',
  'TransactionWriteConflict',
]);
/** Error codes of Node's network functions, such as `ECONNREFUSED`. */
const UNAVAILABLE_SYSTEM_CODE = new Set([
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
const UNAVAILABLE_MESSAGE =
  /timeout exceeded when trying to connect|connection terminated|query read timeout|not queryable|connection error|cannot use a pool after/i;
const WRITE_CONFLICT_SQLSTATE = ['40001', '40P01'];
const RETRY_AFTER_MS = 2_000;

/** The fields that errors from Prisma, its adapter and the PostgreSQL driver may have. */
interface ErrorFields {
  code?: unknown;
  message?: unknown;
  cause?: unknown;
  kind?: unknown;
  originalCode?: unknown;
  meta?: { driverAdapterError?: unknown };
}

/** Yields the error and its causes, outermost first: the errors of Prisma, its adapter and the PostgreSQL driver. */
function* causes(error: unknown): Generator<ErrorFields> {
  let current = error as ErrorFields | undefined;
  for (let depth = 0; current && typeof current === 'object' && depth < 5; depth++) {
    yield current;
    current = (current.meta?.driverAdapterError ?? current.cause) as ErrorFields | undefined;
  }
}

/** Returns the SQLSTATE of a Prisma or driver error, for example `23505`, or undefined if it has none. */
export function sqlState(error: unknown): string | undefined {
  for (const { originalCode, code } of causes(error)) {
    if (typeof originalCode === 'string') return originalCode;
    if (typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) && !/^P[12]/.test(code)) return code;
  }
  return undefined;
}

/** Whether the server refused a write because it, or the session, is read-only, as after a failover. */
export const isReadOnlyRefusal = (error: unknown): boolean => sqlState(error) === READ_ONLY_SQLSTATE;

/** Whether the error is a deadlock or a write conflict with another transaction. The transaction can be repeated. */
export function isWriteConflict(error: unknown): boolean {
  if (WRITE_CONFLICT_SQLSTATE.includes(sqlState(error) ?? '')) return true;
  return [...causes(error)].some(({ code, kind }) => code === 'P2034' || kind === 'TransactionWriteConflict');
}

/**
 * Returns an `UNAVAILABLE` error if the given error means that PostgreSQL is unreachable, overloaded, read-only or shutting
 * down, or that other transactions were in the way. Returns any other error unchanged.
 */
export function toDatabaseError(error: unknown): unknown {
  if (error instanceof ChatError || !isUnavailable(error)) return error;
  return new ChatError('UNAVAILABLE', undefined, { retryAfterMs: RETRY_AFTER_MS, cause: error });
}

function isUnavailable(error: unknown): boolean {
  if (UNAVAILABLE_SQLSTATE.test(sqlState(error) ?? '')) return true;
  return [...causes(error)].some(
    ({ code, kind, message }) =>
      UNAVAILABLE_PRISMA.has(code as string) ||
      UNAVAILABLE_KIND.has(kind as string) ||
      UNAVAILABLE_SYSTEM_CODE.has(code as string) ||
      UNAVAILABLE_MESSAGE.test(String(message ?? '')),
  );
}
