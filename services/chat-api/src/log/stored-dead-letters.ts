import { ChatError, type DeadLetter, type WholeDeadLetter } from '@kcs/contracts';
import { appendAuditEntry } from '../audit/append-audit-entry.ts';
import type { Database } from '../database/database.ts';
import { buildPage, decodeCursor, encodeCursor, type Page } from '../input/cursor.ts';

interface LetterRow {
  readonly id: string;
  readonly source: string;
  readonly subject: string;
  readonly reason: string;
  readonly payload: string;
  readonly replayable: boolean;
  readonly createdAt: Date;
}

const toLetterJson = ({ createdAt, ...row }: LetterRow): DeadLetter => ({
  ...row,
  created_at: createdAt.toISOString(),
});

interface ListDeadLettersOptions {
  readonly limit: number;
  readonly cursor?: string | undefined;
  readonly source?: string | undefined;
}

/**
 * Returns a page of dead letters, newest first. The cursor is only the last id on the page, because ids are ordered by
 * time.
 */
export async function listDeadLetters(
  { db }: { readonly db: Pick<Database, 'prisma'> },
  { limit, cursor, source }: ListDeadLettersOptions,
): Promise<Page<DeadLetter>> {
  const beforeDeadLetterId = cursor === undefined ? '~' : decodeCursor(cursor, 1)[0];
  const letterRows = await db.prisma.$queryRaw<LetterRow[]>`
    SELECT id, source, subject, reason, payload, document IS NOT NULL AS replayable, created_at AS "createdAt"
    FROM dead_letters
    WHERE id < ${beforeDeadLetterId} AND (${source ?? null}::text IS NULL OR source = ${source ?? null}::text)
    ORDER BY id DESC LIMIT ${limit + 1}`;
  return buildPage(letterRows, limit, toLetterJson, ({ id }) => encodeCursor([id]));
}

/** Returns a dead letter with its whole document. Throws `DEAD_LETTER_NOT_FOUND` if the letter does not exist. */
export async function findDeadLetter(
  { db }: { readonly db: Pick<Database, 'prisma'> },
  letterId: string,
): Promise<WholeDeadLetter> {
  const [row] = await db.prisma.$queryRaw<(LetterRow & { document: Uint8Array | null })[]>`
    SELECT id, source, subject, reason, payload, document IS NOT NULL AS replayable, document,
      created_at AS "createdAt"
    FROM dead_letters WHERE id = ${letterId}`;
  if (!row) throw new ChatError('DEAD_LETTER_NOT_FOUND');
  const { document, ...letter } = row;
  return {
    ...toLetterJson(letter),
    document: document === null ? null : Buffer.from(document).toString('base64'),
  };
}

/** Deletes a dead letter. Throws `DEAD_LETTER_NOT_FOUND` if the letter does not exist. */
export async function deleteDeadLetter(
  { db }: { readonly db: Pick<Database, 'transaction'> },
  { letterId, adminId }: { readonly letterId: string; readonly adminId: string },
): Promise<void> {
  await db.transaction(async (tx) => {
    const count = await tx.$executeRaw`DELETE FROM dead_letters WHERE id = ${letterId}`;
    if (count === 0) throw new ChatError('DEAD_LETTER_NOT_FOUND');
    await appendAuditEntry(tx, { action: 'dead-letter.deleted', actorId: adminId, targetId: letterId });
  });
}
