import { ChatError, type DataExport } from '@kcs/contracts';
import { appendAuditEntry } from '../../audit/append-audit-entry.ts';
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
    const dataExport = await findExport(tx, exportId);
    if (dataExport.status === 'discarded')
      throw new ChatError('CONFLICT', 'The content of this export was removed. Request a new export.');
    if (dataExport.status !== 'completed')
      throw new ChatError(
        'CONFLICT',
        'This export is not complete yet. Wait until its status is "completed".',
      );
    await appendAuditEntry(tx, {
      ...{ action: 'export.downloaded', actorId: adminId },
      targetId: dataExport.user_id ?? dataExport.room_id ?? '',
      details: { export_id: exportId },
    });
    return dataExport;
  });
}
