import { ulid } from 'ulid';
import type { Database, Queryable } from '../database/database.ts';

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
