import { buildPage, createInvalidCursorError, type Page } from '../../input/cursor.ts';
import { createFieldError } from '../../input/field-error.ts';
import type { RoomDeps } from '../room-deps.ts';
import type { MessageJson } from '../rows/message-json.ts';
import { requireMember } from './require-member.ts';

export interface ListMessagesOptions {
  readonly userId: string;
  readonly roomId: string;
  readonly limit: number;
  /** At most one of `before`, `after`, and `around` may be set. If none is set, the newest page is returned. */
  readonly before?: number;
  readonly after?: number;
  readonly around?: number;
  readonly cursor?: string;
}

interface MessageRow {
  readonly seq: number;
  readonly json: MessageJson;
}

const MAX_SEQ = 2_147_483_647;

/**
 * Returns a page of a room's messages, newest first (MSG-3). If `after` is given, the cursor leads to newer messages.
 * Otherwise, it leads to older ones.
 *
 * Throws `ROOM_NOT_FOUND` if the caller is not a member. Throws `VALIDATION_FAILED` if the cursor is invalid, or if
 * more than one of `before`, `after`, and `around` is set.
 */
export async function listMessages(
  deps: Pick<RoomDeps, 'db'>,
  { userId, roomId, limit, before, after, around, cursor }: ListMessagesOptions,
): Promise<Page> {
  const [anchor, secondAnchor] = Object.entries({ before, after, around }).flatMap(([name, seq]) =>
    seq === undefined ? [] : [name],
  );
  if (secondAnchor)
    throw createFieldError(`/${secondAnchor}`, `must not be combined with ${anchor}. Send one of them.`);
  await requireMember(deps, { userId, roomId });
  const { prisma } = deps.db;
  const readOlderMessages = (belowSeq: number, max: number) =>
    prisma.$queryRaw<MessageRow[]>`
      SELECT seq, with_own_reactions(text, id, ${userId}) AS json FROM message_texts WHERE room_id = ${roomId} AND seq < ${belowSeq}
      ORDER BY seq DESC LIMIT ${max}`;
  const readNewerMessages = (aboveSeq: number, max: number) =>
    prisma.$queryRaw<MessageRow[]>`
      SELECT seq, with_own_reactions(text, id, ${userId}) AS json FROM message_texts WHERE room_id = ${roomId} AND seq > ${aboveSeq}
      ORDER BY seq LIMIT ${max}`;

  if (around !== undefined && cursor === undefined) {
    const newerMessageRows = await readNewerMessages(around - 1, Math.ceil(limit / 2));
    const olderMessageRows = await readOlderMessages(around, limit - newerMessageRows.length + 1);
    return buildMessagePage([...newerMessageRows.reverse(), ...olderMessageRows], limit);
  }
  const cursorSeq = cursor === undefined ? undefined : parseSeqCursor(cursor);
  if (after !== undefined) {
    const messagePage = buildMessagePage(await readNewerMessages(cursorSeq ?? after, limit + 1), limit);
    return { ...messagePage, items: [...messagePage.items].reverse() };
  }
  return buildMessagePage(await readOlderMessages(cursorSeq ?? before ?? MAX_SEQ, limit + 1), limit);
}

const buildMessagePage = (rows: readonly MessageRow[], limit: number): Page =>
  buildPage(
    rows,
    limit,
    (row) => row.json,
    (row) => String(row.seq),
  );

function parseSeqCursor(cursor: string): number {
  const parsedSeq = /^\d{1,10}$/.test(cursor) ? Number(cursor) : Number.NaN;
  if (parsedSeq <= MAX_SEQ) return parsedSeq;
  throw createInvalidCursorError();
}
