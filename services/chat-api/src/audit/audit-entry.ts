import { createHash } from 'node:crypto';
import type { AuditAction } from '@kcs/contracts';

/** An administrative action. Contains ids, types, and flags, but no names, emails, or text (ADMIN-6). */
export interface AdministrativeAction {
  readonly action: AuditAction;
  /** The id of the Admin or the service account that acts. */
  readonly actorId: string;
  /** The id of the user, room, service account, or dead letter that the action concerns. */
  readonly targetId: string;
  readonly details?: Readonly<Record<string, unknown>>;
}

/** An entry of the audit log as it is stored. `details` is a JSON text. */
export interface AuditEntryRow {
  readonly seq: bigint;
  readonly createdAt: Date;
  readonly action: AuditAction;
  readonly actorId: string;
  readonly targetId: string;
  readonly details: string;
  readonly previousHash: string;
  readonly hash: string;
}

/** The `previous_hash` of the first entry. */
export const FIRST_PREVIOUS_HASH = '0'.repeat(64);

/**
 * Returns the SHA-256 hash of an entry. It covers the hash of the previous entry and every other field. Never change
 * this function, because stored hashes depend on it.
 */
export function hashAuditEntry(entry: Omit<AuditEntryRow, 'hash'>): string {
  const { previousHash, seq, createdAt, action, actorId, targetId, details } = entry;
  const hashedFields = [
    previousHash,
    String(seq),
    createdAt.toISOString(),
    action,
    actorId,
    targetId,
    details,
  ];
  return createHash('sha256').update(JSON.stringify(hashedFields)).digest('hex');
}
