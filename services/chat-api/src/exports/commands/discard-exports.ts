import { ChatError } from '@kcs/contracts';
import { appendAuditEntry } from '../../audit/append-audit-entry.ts';
import type { Queryable } from '../../database/database.ts';
import type { ExportDeps } from '../export-deps.ts';

/** Discards an export on behalf of an Admin. A job removes the content. Throws `EXPORT_NOT_FOUND`. */
export async function deleteExport(
  { db }: ExportDeps,
  { exportId, adminId }: { readonly exportId: string; readonly adminId: string },
): Promise<void> {
  await db.transaction(async (tx) => {
    const [discarded] = await tx.$queryRaw<{ subjectId: string }[]>`
      UPDATE exports SET discarded_at = coalesce(discarded_at, now()) WHERE id = ${exportId} AND expires_at > now()
      RETURNING coalesce(user_id, room_id) AS "subjectId"`;
    if (!discarded) throw new ChatError('EXPORT_NOT_FOUND');
    await appendAuditEntry(tx, {
      ...{ action: 'export.deleted', actorId: adminId, targetId: discarded.subjectId },
      details: { export_id: exportId },
    });
  });
}

/**
 * Discards every export that contains data of a user, also one that a replica is writing. From then on, nobody can
 * download it. A trigger does the same when an erasure is requested and when it is complete.
 */
export async function discardExportsOfPerson(
  db: Pick<Queryable, '$queryRaw'>,
  userId: string,
): Promise<void> {
  await db.$queryRaw`SELECT 1 FROM (SELECT discard_exports_of_person(${userId})) AS discarded`;
}
