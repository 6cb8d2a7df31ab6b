import { ChatError } from '@kcs/contracts';
import { getSqlState, iterateErrorCauses } from './error-causes.ts';

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
const RETRY_AFTER_MS = 2_000;

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
