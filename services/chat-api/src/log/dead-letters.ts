import { ChatError, type DeadLetter, type WholeDeadLetter } from '@kcs/contracts';
import { ulid } from 'ulid';
import type { Database, Queryable } from '../database/database.ts';
import { buildPage, decodeCursor, encodeCursor, type Page } from '../input/cursor.ts';

interface NewDeadLetter {
  /** The part of KCS Chat that could not process the message, such as `outbox`. */
  readonly source: string;
  readonly subject: string;
  readonly reason: string;
  /** The original payload. Only the first 4,096 characters are stored. */
  readonly payload: string;
}

const MAX_STORED_PAYLOAD_CHARS = 4_096;

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
      payload: toStorableText(payload).slice(0, MAX_STORED_PAYLOAD_CHARS),
    },
  });
}

interface NewDocumentLetter extends Omit<NewDeadLetter, 'payload'> {
  readonly bytes: Uint8Array;
  /** False for a document that is too large to keep. Only its beginning is stored, and nobody can replay it. */
  readonly isReplayable: boolean;
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** The document's unknown targets; undefined if the whole document was refused. */
  readonly deadTargets?: readonly object[] | undefined;
  /** Identifies the message on the bus. A second dead letter with the same key is not stored. */
  readonly deliveryKey?: string | undefined;
}

/** Stores the exact bytes of a notification document that could not be processed (NOTIFY-11). */
export async function parkDocument(
  db: Pick<Queryable, '$executeRaw'>,
  { source, subject, reason, bytes, isReplayable, headers, deadTargets, deliveryKey }: NewDocumentLetter,
): Promise<void> {
  const storableHeaders = Object.entries(headers).map(([name, value = '']) => [name, toStorableText(value)]);
  const payload = toStorableText(Buffer.from(bytes).subarray(0, MAX_STORED_PAYLOAD_CHARS).toString('utf8'));
  await db.$executeRaw`
    INSERT INTO dead_letters (id, source, subject, reason, payload, document, headers, dead_targets, delivery_key)
    VALUES (${ulid().toLowerCase()}, ${source}, ${toStorableText(subject)}, ${toStorableText(reason)}, ${payload},
      ${isReplayable ? Buffer.from(bytes) : null}, ${JSON.stringify(Object.fromEntries(storableHeaders))}::jsonb,
      ${deadTargets === undefined ? null : JSON.stringify(deadTargets)}::jsonb, ${deliveryKey ?? null})
    ON CONFLICT (delivery_key) DO NOTHING`;
}

/** Removes NUL characters and replaces lone surrogates, because PostgreSQL cannot store either of them. */
const toStorableText = (text: string): string =>
  text.replaceAll('\0', '').replace(/\p{Surrogate}/gu, '\ufffd');

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
  { db }: { readonly db: Pick<Database, 'prisma'> },
  letterId: string,
): Promise<void> {
  const count = await db.prisma.$executeRaw`DELETE FROM dead_letters WHERE id = ${letterId}`;
  if (count === 0) throw new ChatError('DEAD_LETTER_NOT_FOUND');
}
