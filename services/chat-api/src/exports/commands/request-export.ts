import { ChatError, type DataExport } from '@kcs/contracts';
import { newId } from '@kcs/service-kit';
import { appendAuditEntry } from '../../audit/append-audit-entry.ts';
import type { Transaction } from '../../database/database.ts';
import { ROOM_CONTENT } from '../content/room-content.ts';
import { USER_CONTENT } from '../content/user-content.ts';
import type { ExportDeps } from '../export-deps.ts';
import { EXPORT_KEPT_HOURS, MAX_STORED_EXPORTS, MAX_UNFINISHED_EXPORTS } from '../export-limits.ts';
import { findExport } from '../queries/find-exports.ts';

/** The key of the advisory lock on the number of exports: "kcs6" in ASCII. Nothing else in KCS Chat uses this key. */
const EXPORTS_LOCK_KEY = 0x6b637336;
const RETRY_AFTER_MS = 60_000;

/** The user or the room whose data an Admin wants. Exactly one id is set. */
export interface ExportSubject {
  readonly userId?: string | undefined;
  readonly roomId?: string | undefined;
}

/**
 * Records that an Admin wants the data of a user or of a room (ADMIN-5). A job writes the export afterwards. Throws
 * `USER_NOT_FOUND` or `ROOM_NOT_FOUND`, `RATE_LIMITED` if too many exports are not complete yet, or `CONFLICT` if the
 * user is erased or too many exports are stored.
 */
export function requestExport(
  { db }: ExportDeps,
  { subject, adminId }: { readonly subject: ExportSubject; readonly adminId: string },
): Promise<DataExport> {
  return db.transaction(async (tx) => {
    await checkSubject(tx, subject);
    await checkExportCounts(tx);
    const id = newId('export');
    const { userId = null, roomId = null } = subject;
    await tx.$executeRaw`
      INSERT INTO exports (id, user_id, room_id, requested_by, expires_at)
      VALUES (${id}, ${userId}, ${roomId}, ${adminId}, now() + make_interval(hours => ${EXPORT_KEPT_HOURS}::integer))`;
    await appendAuditEntry(tx, {
      ...{ action: 'export.requested', actorId: adminId, targetId: userId ?? roomId ?? '' },
      details: { export_id: id },
    });
    return findExport(tx, id);
  });
}

async function checkSubject(tx: Transaction, { userId, roomId }: ExportSubject): Promise<void> {
  if (roomId !== undefined && (await ROOM_CONTENT.readSubject(tx, roomId)) === undefined)
    throw new ChatError('ROOM_NOT_FOUND', 'This room does not exist. Search for the room again.');
  if (userId === undefined) return;
  if ((await USER_CONTENT.readSubject(tx, userId)) === undefined) throw new ChatError('USER_NOT_FOUND');
  const erasures = await tx.$queryRaw<unknown[]>`SELECT 1 FROM erasures WHERE user_id = ${userId}`;
  if (erasures.length > 0)
    throw new ChatError('CONFLICT', 'This user was erased. There is no data to export.');
}

/** Must be called before the new export is inserted, and in the same transaction. */
async function checkExportCounts(tx: Transaction): Promise<void> {
  await tx.$queryRaw`SELECT 1 FROM (SELECT pg_advisory_xact_lock(${EXPORTS_LOCK_KEY})) AS locked`;
  const [counts] = await tx.$queryRaw<[{ stored: number; unfinished: number }]>`
    SELECT count(*)::integer AS stored, count(*) FILTER (WHERE completed_at IS NULL)::integer AS unfinished
    FROM exports WHERE discarded_at IS NULL AND expires_at > now()`;
  if (counts.unfinished >= MAX_UNFINISHED_EXPORTS) {
    throw new ChatError(
      'RATE_LIMITED',
      `${MAX_UNFINISHED_EXPORTS} exports are not complete yet. Wait until one is complete, or delete one.`,
      { retryAfterMs: RETRY_AFTER_MS },
    );
  }
  if (counts.stored >= MAX_STORED_EXPORTS) {
    throw new ChatError(
      'CONFLICT',
      `${MAX_STORED_EXPORTS} exports are stored already. Delete one that you no longer need.`,
    );
  }
}
