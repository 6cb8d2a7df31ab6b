import { ChatError } from '@kcs/contracts';
import { appendAuditEntry } from '../../audit/append-audit-entry.ts';
import type { Transaction } from '../../database/database.ts';
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
 * download it.
 */
export async function discardExportsOfPerson(tx: Transaction, userId: string): Promise<void> {
  // Wait for the pages that replicas are writing now. Only then does the next statement see the people in these pages.
  await tx.$queryRaw`SELECT 1 FROM exports WHERE discarded_at IS NULL ORDER BY id FOR UPDATE`;
  await tx.$executeRaw`
    UPDATE exports SET discarded_at = now() WHERE discarded_at IS NULL AND (
      user_id = ${userId} OR id IN (SELECT export_id FROM export_people WHERE user_id = ${userId}))`;
}
