import type { DeadLetter } from '@kcs/contracts';
import { ulid } from 'ulid';
import type { Database } from '../database/database.ts';
import { buildPage, decodeCursor, encodeCursor, type Page } from '../input/cursor.ts';

interface NewDeadLetter {
  /** The part of KCS Chat that could not process the message, such as `outbox`. */
  readonly source: string;
  readonly subject: string;
  readonly reason: string;
  /** The original payload. Only the first 4,096 characters are stored. */
  readonly payload: string;
}

const MAX_PAYLOAD_CHARS = 4_096;

/** Stores a bus message that could not be processed, so that an administrator can inspect it (ADMIN-4). */
export async function parkDeadLetter(
  { db }: { readonly db: Database },
  { source, subject, reason, payload }: NewDeadLetter,
): Promise<void> {
  await db.prisma.deadLetter.create({
    data: {
      id: ulid().toLowerCase(),
      source: toStorableText(source),
      subject: toStorableText(subject),
      reason: toStorableText(reason),
      payload: toStorableText(payload).slice(0, MAX_PAYLOAD_CHARS),
    },
  });
}

/** Removes NUL characters and replaces lone surrogates, because PostgreSQL cannot store either of them. */
const toStorableText = (text: string): string =>
  text.replaceAll('\0', '').replace(/\p{Surrogate}/gu, '\ufffd');

/**
 * Returns a page of dead letters, newest first. The cursor is only the last id on the page, because ids are ordered by
 * time.
 */
export async function listDeadLetters(
  { db }: { readonly db: Pick<Database, 'prisma'> },
  { limit, cursor }: { readonly limit: number; readonly cursor?: string | undefined },
): Promise<Page<DeadLetter>> {
  const beforeId = cursor === undefined ? undefined : decodeCursor(cursor, 1)[0];
  const deadLetterRows = await db.prisma.deadLetter.findMany({
    ...(beforeId === undefined ? {} : { where: { id: { lt: beforeId } } }),
    orderBy: { id: 'desc' },
    take: limit + 1,
  });
  return buildPage(
    deadLetterRows,
    limit,
    ({ createdAt, ...row }) => ({ ...row, created_at: createdAt.toISOString() }),
    ({ id }) => encodeCursor([id]),
  );
}
