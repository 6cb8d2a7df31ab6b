import { ChatError } from '@kcs/contracts';
import type { ExportDeps } from '../export-deps.ts';

/**
 * Yields the content of an export, part by part, so that only one part is in memory. Throws `EXPORT_NOT_FOUND` if the
 * export is discarded meanwhile. The download is then shorter than its `content-length`, which the client notices.
 */
export async function* readExportParts({ db }: ExportDeps, exportId: string): AsyncGenerator<string> {
  for (let part = 0; ; part += 1) {
    const [row] = await db.prisma.$queryRaw<{ content: string | null; parts: number }[]>`
      SELECT p.content, e.parts FROM exports e LEFT JOIN export_parts p ON p.export_id = e.id AND p.part = ${part}::integer
      WHERE e.id = ${exportId} AND e.discarded_at IS NULL`;
    if (row?.parts === part) return;
    if (!row || row.content === null) throw new ChatError('EXPORT_NOT_FOUND');
    yield row.content;
  }
}

/**
 * Yields the content of an export while the session is alive and belongs to an Admin. A download may take minutes, in which
 * the Admin may lose the rights. Throws `FORBIDDEN` then.
 */
export async function* readExportPartsAsAdmin(
  deps: ExportDeps,
  { exportId, sessionId }: { readonly exportId: string; readonly sessionId: string },
): AsyncGenerator<string> {
  for await (const part of readExportParts(deps, exportId)) {
    const sessions = await deps.db.prisma.$queryRaw<unknown[]>`
      SELECT 1 FROM sessions s JOIN users u ON u.id = s.user_id
      WHERE s.id = ${sessionId} AND s.ended_at IS NULL AND u.active AND u.user_type = 'Admin'`;
    if (sessions.length === 0) throw new ChatError('FORBIDDEN');
    yield part;
  }
}
