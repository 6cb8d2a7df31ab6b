import { ChatError, type DataExport, type ExportStatus } from '@kcs/contracts';
import type { Queryable } from '../../database/database.ts';
import { Prisma } from '../../generated/client.ts';
import { buildPage, decodeCursor, encodeCursor, type Page } from '../../input/cursor.ts';
import type { ExportDeps } from '../export-deps.ts';

interface ExportRow {
  readonly id: string;
  readonly userId: string | null;
  readonly roomId: string | null;
  readonly requestedBy: string;
  readonly requestedAt: string;
  readonly expiresAt: string;
  readonly isClaimed: boolean;
  readonly section: string | null;
  readonly items: number;
  readonly bytes: bigint;
  readonly completedAt: string | null;
  readonly isDiscarded: boolean;
}

const EXPORT_COLUMNS = Prisma.sql`
  id, user_id AS "userId", room_id AS "roomId", requested_by AS "requestedBy", iso(requested_at) AS "requestedAt",
  iso(expires_at) AS "expiresAt", claimed_at IS NOT NULL AS "isClaimed", progress ->> 'section' AS section, items, bytes,
  iso(completed_at) AS "completedAt", discarded_at IS NOT NULL AS "isDiscarded"`;

/** Returns an export. Throws `EXPORT_NOT_FOUND` if the export does not exist or has expired. */
export async function findExport(db: Pick<Queryable, '$queryRaw'>, exportId: string): Promise<DataExport> {
  const [row] = await db.$queryRaw<ExportRow[]>`
    SELECT ${EXPORT_COLUMNS} FROM exports WHERE id = ${exportId} AND expires_at > now()`;
  if (!row) throw new ChatError('EXPORT_NOT_FOUND');
  return toExportJson(row);
}

/** Returns a page of the exports that have not expired, newest first. */
export async function listExports(
  { db }: ExportDeps,
  { limit, cursor }: { readonly limit: number; readonly cursor?: string | undefined },
): Promise<Page<DataExport>> {
  const beforeId = cursor === undefined ? '~' : decodeCursor(cursor, 1)[0];
  const rows = await db.prisma.$queryRaw<ExportRow[]>`
    SELECT ${EXPORT_COLUMNS} FROM exports WHERE id < ${beforeId} AND expires_at > now()
    ORDER BY id DESC LIMIT ${limit + 1}`;
  return buildPage(rows, limit, toExportJson, ({ id }) => encodeCursor([id]));
}

const toExportJson = (row: ExportRow): DataExport => ({
  id: row.id,
  user_id: row.userId,
  room_id: row.roomId,
  status: toStatus(row),
  section: toStatus(row) === 'running' ? row.section : null,
  items: row.items,
  bytes: Number(row.bytes),
  requested_by: row.requestedBy,
  requested_at: row.requestedAt,
  completed_at: row.completedAt,
  expires_at: row.expiresAt,
});

function toStatus({ isDiscarded, completedAt, isClaimed, section }: ExportRow): ExportStatus {
  if (isDiscarded) return 'discarded';
  if (completedAt !== null) return 'completed';
  return isClaimed || section !== null ? 'running' : 'queued';
}
