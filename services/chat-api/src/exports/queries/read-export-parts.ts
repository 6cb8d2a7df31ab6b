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
