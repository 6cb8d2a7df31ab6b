import type { Transaction } from '../database/database.ts';
import {
  type AdministrativeAction,
  type AuditEntryRow,
  FIRST_PREVIOUS_HASH,
  hashAuditEntry,
} from './audit-entry.ts';

/** The key of the advisory lock on the end of the audit log: "kcs5" in ASCII. Nothing else uses this key. */
const AUDIT_LOCK_KEY = 0x6b637335;

interface LogEnd {
  readonly now: Date;
  readonly seq: bigint | null;
  readonly hash: string | null;
}

/**
 * Appends an administrative action to the audit log, in the transaction of the action (ADMIN-6). One entry can be
 * appended at a time, so the next one waits until this transaction ends. Call this function last in the transaction, so
 * that the wait is short and no deadlock is possible.
 */
export async function appendAuditEntry(tx: Transaction, administrative: AdministrativeAction): Promise<void> {
  await tx.$queryRaw`SELECT 1 FROM (SELECT pg_advisory_xact_lock(${AUDIT_LOCK_KEY})) AS locked`;
  // This must be a statement of its own, so that it sees the entries that were committed while it waited for the lock.
  const [logEnd] = await tx.$queryRaw<[LogEnd]>`
    SELECT clock_timestamp()::timestamptz(3) AS now, newest.seq, newest.hash
    FROM (SELECT 1) always LEFT JOIN (SELECT seq, hash FROM audit_log ORDER BY seq DESC LIMIT 1) newest ON true`;
  const { action, actorId, targetId, details = {} } = administrative;
  const entryWithoutHash: Omit<AuditEntryRow, 'hash'> = {
    seq: (logEnd.seq ?? 0n) + 1n,
    createdAt: logEnd.now,
    action,
    actorId,
    targetId,
    details: JSON.stringify(details),
    previousHash: logEnd.hash ?? FIRST_PREVIOUS_HASH,
  };
  await tx.$executeRaw`
    INSERT INTO audit_log (seq, created_at, action, actor_id, target_id, details, previous_hash, hash)
    VALUES (${entryWithoutHash.seq}, ${entryWithoutHash.createdAt}, ${action}, ${actorId}, ${targetId},
      ${entryWithoutHash.details}::json, ${entryWithoutHash.previousHash}, ${hashAuditEntry(entryWithoutHash)})`;
}
