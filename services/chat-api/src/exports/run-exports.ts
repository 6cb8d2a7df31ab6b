import { addJitter, sleep } from '@kcs/service-kit';
import type { Transaction } from '../database/database.ts';
import type { ExportContent } from './content/export-content.ts';
import { composeHeader, composePart, type ExportProgress, findUserIds } from './content/export-document.ts';
import { ROOM_CONTENT } from './content/room-content.ts';
import { USER_CONTENT } from './content/user-content.ts';
import { ExportClaim } from './export-claim.ts';
import type { ExportDeps } from './export-deps.ts';
import { removeOldExports } from './remove-old-exports.ts';

/** The pause after each page, so that an export leaves most of the time of the database to others. */
const PAUSE_AFTER_PAGE_MS = 10;
/** The version of the format. Readers of an export must accept new fields and lists without a new version. */
const FORMAT_VERSION = 1;

/**
 * Writes the exports that Admins have requested, one after the other (ADMIN-5). Each page is stored together with the
 * progress, so another replica continues after the last page if this one is killed. Throws if an export fails, which is
 * then tried again after a minute.
 */
export async function runExports(deps: ExportDeps, signal: AbortSignal): Promise<void> {
  // Most of the time, there are no exports, and this query is all that the job costs.
  const anyExport = await deps.db.prisma.$queryRaw<unknown[]>`SELECT 1 FROM exports LIMIT 1`;
  if (anyExport.length === 0) return;
  await removeOldExports(deps, signal);
  while (!signal.aborted) {
    const claim = await ExportClaim.take(deps.db);
    if (claim === undefined) return;
    while (await writePage(deps, claim)) {
      if (signal.aborted) return await claim.giveUp();
      await sleep(addJitter(PAUSE_AFTER_PAGE_MS));
    }
  }
}

/**
 * Writes the next page of an export. Returns whether more pages follow. Returns false without writing if the export was
 * discarded, or if another replica has taken it over.
 */
export async function writePage({ db }: ExportDeps, claim: ExportClaim): Promise<boolean> {
  return db.transaction(async (tx) => {
    const state = await claim.lock(tx);
    if (state === undefined) return false;
    const { text, itemCount, progress } = await composeNextPart(tx, claim, state.progress);
    if (text !== '') {
      await tx.$executeRaw`
        INSERT INTO export_parts (export_id, part, content) VALUES (${claim.exportId}, ${state.parts}::integer, ${text})`;
      await tx.$executeRaw`
        INSERT INTO export_people (export_id, user_id)
        SELECT ${claim.exportId}, id FROM unnest(${findUserIds(text)}::text[]) id ON CONFLICT DO NOTHING`;
    }
    await claim.recordPage(tx, { text, itemCount, progress });
    return progress !== null;
  });
}

async function composeNextPart(tx: Transaction, claim: ExportClaim, progress: ExportProgress | null) {
  const content = claim.userId === null ? ROOM_CONTENT : USER_CONTENT;
  const subjectId = claim.userId ?? claim.roomId ?? '';
  const [firstSection, ...otherSections] = content.sections.map(({ name }) => name);
  const sectionNames = [firstSection as string, ...otherSections] as const;
  if (progress === null) {
    const fields = await readHeaderFields(tx, content, { claim, subjectId });
    return { ...composeHeader(fields, sectionNames), itemCount: 0 };
  }
  const section = content.sections.find(({ name }) => name === progress.section);
  if (section === undefined) throw new UnknownSectionError(progress.section);
  const page = await section.readPage(tx, subjectId, progress.after);
  return { ...composePart(progress, page, sectionNames), itemCount: page.items.length };
}

async function readHeaderFields(
  tx: Transaction,
  { subjectField, readSubject }: ExportContent,
  { claim, subjectId }: { readonly claim: ExportClaim; readonly subjectId: string },
): Promise<Record<string, string>> {
  return {
    format: '"kcs-chat-export"',
    version: String(FORMAT_VERSION),
    export_id: JSON.stringify(claim.exportId),
    [subjectField]: (await readSubject(tx, subjectId)) ?? 'null',
  };
}

class UnknownSectionError extends Error {
  constructor(section: string) {
    super(
      `An export has reached the list "${section}", which this version does not know. A newer version will continue it.`,
    );
    this.name = 'UnknownSectionError';
  }
}
