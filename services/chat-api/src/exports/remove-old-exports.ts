import type { ExportDeps } from './export-deps.ts';

/** Maximum number of rows that one statement deletes. A part has up to a few megabytes. */
const MAX_PARTS_PER_STATEMENT = 100;
const MAX_PEOPLE_PER_STATEMENT = 2_000;

/**
 * Removes the content of exports that were discarded or have expired, and forgets exports that have expired. Several
 * replicas may run this job at once.
 */
export async function removeOldExports({ db: { prisma } }: ExportDeps, signal?: AbortSignal): Promise<void> {
  let removedCount: number;
  do {
    signal?.throwIfAborted();
    removedCount = await prisma.$executeRaw`
      DELETE FROM export_parts WHERE ctid = ANY (ARRAY(
        SELECT p.ctid FROM exports e JOIN export_parts p ON p.export_id = e.id
        WHERE e.discarded_at IS NOT NULL OR e.expires_at <= now() LIMIT ${MAX_PARTS_PER_STATEMENT}))`;
  } while (removedCount === MAX_PARTS_PER_STATEMENT);
  do {
    signal?.throwIfAborted();
    removedCount = await prisma.$executeRaw`
      DELETE FROM export_people WHERE ctid = ANY (ARRAY(
        SELECT p.ctid FROM exports e JOIN export_people p ON p.export_id = e.id
        WHERE e.discarded_at IS NOT NULL OR e.expires_at <= now() LIMIT ${MAX_PEOPLE_PER_STATEMENT}))`;
  } while (removedCount === MAX_PEOPLE_PER_STATEMENT);
  await prisma.$executeRaw`
    DELETE FROM exports e WHERE expires_at <= now() AND NOT EXISTS (SELECT FROM export_parts p WHERE p.export_id = e.id)`;
}
