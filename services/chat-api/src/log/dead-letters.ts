import { ulid } from 'ulid';
import type { Database } from '../database/database.ts';

export interface DeadLetterInput {
  /** Who could not use it. */
  readonly source: string;
  readonly subject: string;
  readonly reason: string;
  /** At most the first 4 KiB are kept. */
  readonly payload: string;
}

const PAYLOAD_CHARS = 4_096;

/** Keeps what could not be used, for the administration to look at. */
export async function parkDeadLetter(
  { db }: { readonly db: Database },
  { source, subject, reason, payload }: DeadLetterInput,
): Promise<void> {
  const clean = (text: string): string => text.replaceAll('\0', '').replace(/\p{Surrogate}/gu, '\ufffd');
  await db.prisma.deadLetter.create({
    data: {
      id: ulid().toLowerCase(),
      source: clean(source),
      subject: clean(subject),
      reason: clean(reason),
      payload: clean(payload).slice(0, PAYLOAD_CHARS),
    },
  });
}
