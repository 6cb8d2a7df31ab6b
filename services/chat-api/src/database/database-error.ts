import { ChatError } from '@kcs/contracts';

/** SQLSTATE classes and codes that mean "not now": connection trouble, shutdown, out of resources, time-outs. */
const AWAY_SQLSTATE = /^(08|53|57P0|57014|25P03|25006|55P03)/;
/** Prisma's own: cannot reach, timed out, connection closed, pool exhausted, transaction expired or not started. */
const AWAY_PRISMA = new Set(['P1001', 'P1002', 'P1008', 'P1017', 'P2024', 'P2028', 'P2037']);
const AWAY_KIND = new Set([
  'DatabaseNotReachable',
  'ConnectionClosed',
  'TooManyConnections',
  'SocketTimeout',
]);
const AWAY_TEXT =
  /timeout exceeded when trying to connect|connection terminated|query read timeout|not queryable|connection error|cannot use a pool after/i;
const RETRY_AFTER_MS = 2_000;

interface Known {
  code?: unknown;
  message?: unknown;
  cause?: unknown;
  kind?: unknown;
  originalCode?: unknown;
  meta?: { driverAdapterError?: unknown };
}

/** The errors from the outside in: Prisma's, the adapter's, the driver's. */
function* chain(error: unknown): Generator<Known> {
  for (let at = error as Known | undefined, depth = 0; at && typeof at === 'object' && depth < 5; depth++) {
    yield at;
    at = (at.meta?.driverAdapterError ?? at.cause) as Known | undefined;
  }
}

/** The SQLSTATE behind an error of Prisma or the driver, e.g. `23505`. */
export function sqlState(error: unknown): string | undefined {
  for (const { originalCode, code } of chain(error)) {
    if (typeof originalCode === 'string') return originalCode;
    if (
      typeof code === 'string' &&
      /^[0-9A-Z]{5}$/.test(code) &&
      !code.startsWith('P1') &&
      !code.startsWith('P2')
    )
      return code;
  }
  return undefined;
}

/** Whether two transactions stood in each other's way, so that running one again helps. */
export function isWriteConflict(error: unknown): boolean {
  if (['40001', '40P01'].includes(sqlState(error) ?? '')) return true;
  return [...chain(error)].some(({ code, kind }) => code === 'P2034' || kind === 'TransactionWriteConflict');
}

function isAway(error: unknown): boolean {
  if (AWAY_SQLSTATE.test(sqlState(error) ?? '')) return true;
  return [...chain(error)].some(
    ({ code, kind, message }) =>
      AWAY_PRISMA.has(code as string) ||
      AWAY_KIND.has(kind as string) ||
      /^E(CONN|PIPE|TIMEDOUT|HOST|NET|AI_AGAIN|NOTFOUND)/.test(String(code ?? '')) ||
      AWAY_TEXT.test(String(message ?? '')),
  );
}

/** `UNAVAILABLE` where PostgreSQL is away, overloaded or shutting down; every other error as it is. */
export function toDatabaseError(error: unknown): unknown {
  if (error instanceof ChatError || !isAway(error)) return error;
  return new ChatError('UNAVAILABLE', undefined, { retryAfterMs: RETRY_AFTER_MS, cause: error });
}
