import type { AuditEntry } from '@kcs/contracts';
import type { Database } from '../database/database.ts';
import {
  buildPage,
  createInvalidCursorError,
  decodeCursor,
  encodeCursor,
  type Page,
} from '../input/cursor.ts';
import type { AuditEntryRow } from './audit-entry.ts';

interface AuditDeps {
  readonly db: Pick<Database, 'prisma'>;
}

/** Returns up to `limit` entries after the given one, oldest first. */
export function readAuditEntriesAfter(
  { db }: AuditDeps,
  { seq, limit }: { readonly seq: bigint; readonly limit: number },
): Promise<AuditEntryRow[]> {
  return db.prisma.$queryRaw<AuditEntryRow[]>`
    SELECT seq, created_at AS "createdAt", action, actor_id AS "actorId", target_id AS "targetId",
      details::text AS details, previous_hash AS "previousHash", hash
    FROM audit_log WHERE seq > ${seq} ORDER BY seq LIMIT ${limit}`;
}

/** Returns a page of the audit log, newest first (ADMIN-6). */
export async function listAuditEntries(
  { db }: AuditDeps,
  { limit, cursor }: { readonly limit: number; readonly cursor?: string | undefined },
): Promise<Page<AuditEntry>> {
  const beforeSeq = cursor === undefined ? null : parseSeqCursor(cursor);
  const entryRows = await db.prisma.$queryRaw<AuditEntryRow[]>`
    SELECT seq, created_at AS "createdAt", action, actor_id AS "actorId", target_id AS "targetId",
      details::text AS details, previous_hash AS "previousHash", hash
    FROM audit_log WHERE ${beforeSeq}::bigint IS NULL OR seq < ${beforeSeq}::bigint
    ORDER BY seq DESC LIMIT ${limit + 1}`;
  return buildPage(entryRows, limit, toAuditEntryJson, ({ seq }) => encodeCursor([String(seq)]));
}

function parseSeqCursor(cursor: string): bigint {
  const [seqText] = decodeCursor(cursor, 1);
  if (!/^\d{1,15}$/.test(seqText)) throw createInvalidCursorError();
  return BigInt(seqText);
}

const toAuditEntryJson = (row: AuditEntryRow): AuditEntry => ({
  seq: Number(row.seq),
  action: row.action,
  actor_id: row.actorId,
  target_id: row.targetId,
  details: JSON.parse(row.details),
  created_at: row.createdAt.toISOString(),
  hash: row.hash,
});
