import { ChatError } from '@kcs/contracts';
import type { Database } from '../store/database.ts';
import { type Page, pageOf } from './page.ts';
import { requireMember } from './require-member.ts';

export interface SearchInput {
  readonly userId: string;
  readonly q: string;
  readonly roomId?: string;
  readonly limit: number;
  readonly cursor?: string;
}

/**
 * The messages in the caller's rooms that contain all words of `q`, as parts of words too, whatever their case and in
 * any script; newest first. @throws ChatError ROOM_NOT_FOUND where `roomId` is none of the caller's
 */
export async function searchMessages(deps: { readonly db: Database }, input: SearchInput): Promise<Page> {
  if (input.cursor !== undefined && !/^msg_[0-9a-z]{26}$/.test(input.cursor)) {
    throw new ChatError('VALIDATION_FAILED', undefined, {
      details: [{ field: '/cursor', message: 'must be the next_cursor of the page before' }],
    });
  }
  if (input.roomId !== undefined) await requireMember(deps, { ...input, roomId: input.roomId });
  const words = input.q.trim().split(/\s+/).slice(0, MOST_WORDS).map(asPattern);
  const rows = await deps.db.prisma.$queryRaw<{ id: string; text: string }[]>`
    SELECT t.id, (t.text::jsonb || jsonb_build_object('room_name', r.name))::text AS text
    FROM room_members m
    JOIN rooms r ON r.id = m.room_id AND r.deleted_at IS NULL
    JOIN message_texts t ON t.room_id = m.room_id
    WHERE m.user_id = ${input.userId} AND (${input.roomId === undefined} OR m.room_id = ${input.roomId ?? ''})
      AND t.content IS NOT NULL AND (${input.cursor === undefined} OR t.id < ${input.cursor ?? ''})
      AND search_fold(t.content) LIKE ALL (SELECT search_fold(w) FROM unnest(${words}::text[]) w)
    ORDER BY t.id DESC LIMIT ${input.limit + 1}`;
  return pageOf(
    rows,
    input.limit,
    ({ text }) => text,
    ({ id }) => id,
  );
}

const MOST_WORDS = 10;

/** `%` and `_` of the searcher stand for themselves. */
const asPattern = (word: string): string => `%${word.replace(/[\\%_]/g, '\\$&')}%`;
