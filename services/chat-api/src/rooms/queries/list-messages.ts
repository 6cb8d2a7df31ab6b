import { ChatError } from '@kcs/contracts';
import type { Database } from '../../database/database.ts';
import { badCursor } from '../../input/check-cursor.ts';
import { fieldError } from '../../input/field-error.ts';
import { type Page, pageOf } from '../../input/page.ts';
import { requireMember } from './require-member.ts';

export interface ListMessagesInput {
  readonly userId: string;
  readonly roomId: string;
  readonly limit: number;
  /** At most one of these; none is the newest page. `cursor` continues a page towards older messages. */
  readonly before?: number;
  readonly after?: number;
  readonly around?: number;
  readonly cursor?: string;
}

interface Row {
  readonly seq: number;
  readonly text: string;
}

/**
 * A room's messages, newest first whichever way they were asked for. After `after=` the cursor leads on to newer ones,
 * else to older ones.
 * @throws ChatError ROOM_NOT_FOUND, VALIDATION_FAILED
 */
export async function listMessages(deps: { readonly db: Database }, input: ListMessagesInput): Promise<Page> {
  const { roomId, limit } = input;
  const asked = [input.before, input.after, input.around].filter((seq) => seq !== undefined);
  if (asked.length > 1) throw fieldError('/before', 'give at most one of before, after and around');
  await requireMember(deps, input);
  const { prisma } = deps.db;
  const older = (below: number, most: number) =>
    prisma.$queryRaw<Row[]>`
      SELECT seq, text FROM message_texts WHERE room_id = ${roomId} AND seq < ${below}
      ORDER BY seq DESC LIMIT ${most}`;
  const newer = (above: number, most: number) =>
    prisma.$queryRaw<Row[]>`
      SELECT seq, text FROM message_texts WHERE room_id = ${roomId} AND seq > ${above}
      ORDER BY seq LIMIT ${most}`;
  const at = (row: Row) => String(row.seq);
  const text = (row: Row) => row.text;

  if (input.around !== undefined && input.cursor === undefined) {
    const after = await newer(input.around - 1, Math.ceil(limit / 2));
    const before = await older(input.around, limit - after.length + 1);
    return pageOf([...after.reverse(), ...before], limit, text, at);
  }
  const from = input.cursor === undefined ? undefined : parseCursor(input.cursor);
  if (input.after !== undefined) {
    const page = pageOf(await newer(from ?? input.after, limit + 1), limit, text, at);
    return { ...page, items: [...page.items].reverse() };
  }
  return pageOf(await older(from ?? input.before ?? MOST_SEQ, limit + 1), limit, text, at);
}

/** One message. @throws ChatError MESSAGE_NOT_FOUND, also where the caller is not a member of its room */
export async function readMessage(
  { db }: { readonly db: Database },
  input: { readonly userId: string; readonly messageId: string },
): Promise<string> {
  const [row] = await db.prisma.$queryRaw<{ text: string }[]>`
    SELECT t.text FROM message_texts t
    JOIN rooms r ON r.id = t.room_id AND r.deleted_at IS NULL
    JOIN room_members m ON m.room_id = t.room_id AND m.user_id = ${input.userId}
    WHERE t.id = ${input.messageId}`;
  if (!row) throw new ChatError('MESSAGE_NOT_FOUND');
  return row.text;
}

const MOST_SEQ = 2_147_483_647;

function parseCursor(cursor: string): number {
  const seq = /^\d{1,10}$/.test(cursor) ? Number(cursor) : Number.NaN;
  if (seq <= MOST_SEQ) return seq;
  throw badCursor();
}
