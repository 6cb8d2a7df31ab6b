import { ChatError, type DataExport } from '@kcs/contracts';
import { appendAuditEntry } from '../../audit/append-audit-entry.ts';
import type { Queryable } from '../../database/database.ts';
import type { ExportDeps } from '../export-deps.ts';
import { findExport } from '../queries/find-exports.ts';

/**
 * Checks that an export can be downloaded, and records the download. Throws `EXPORT_NOT_FOUND`, or `CONFLICT` if the
 * export is not complete or was discarded.
 */
export function openExport(
  { db }: ExportDeps,
  { exportId, adminId }: { readonly exportId: string; readonly adminId: string },
): Promise<DataExport> {
  return db.transaction(async (tx) => {
    const dataExport = await findCompletedExport(tx, exportId);
    await appendAuditEntry(tx, {
      ...{ action: 'export.downloaded', actorId: adminId },
      targetId: dataExport.user_id ?? dataExport.room_id ?? '',
      details: { export_id: exportId },
    });
    return dataExport;
  });
}

/**
 * Returns an export that can be downloaded. Throws `EXPORT_NOT_FOUND`, or `CONFLICT` if the export is not complete or was
 * discarded.
 */
export async function findCompletedExport(
  db: Pick<Queryable, '$queryRaw'>,
  exportId: string,
): Promise<DataExport> {
  const dataExport = await findExport(db, exportId);
  if (dataExport.status === 'completed') return dataExport;
  throw new ChatError(
    'CONFLICT',
    dataExport.status === 'discarded'
      ? 'The content of this export was removed. Request a new export.'
      : 'This export is not complete yet. Wait until its status is "completed".',
  );
}
