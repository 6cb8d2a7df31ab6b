import { getSqlState, iterateErrorCauses } from './error-causes.ts';

/** The SQLSTATE of a write that PostgreSQL rejects because the server or the database session is read-only. */
const READ_ONLY_SQLSTATE = '25006';
const WRITE_CONFLICT_SQLSTATE_CODES = ['40001', '40P01'];

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
