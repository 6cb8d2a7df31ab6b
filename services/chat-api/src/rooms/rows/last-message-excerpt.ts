import { Prisma } from '../../generated/client.ts';
import { cutContentToExcerpt, MAX_EXCERPT_CODE_POINTS } from './cut-content.ts';

/** The columns that `LAST_MESSAGE_COLUMNS_SQL` selects. All columns are null for a room without messages. */
export interface LastMessageColumns {
  /** The newest message as JSON text. Lacks `content` if `content_start` is set. */
  readonly last_message: string | null;
  /** The beginning of the content, one code point longer than the maximum. Null if the content is short enough. */
  readonly content_start: string | null;
}

/** SQL columns with the newest message of a room (ROOM-20). The query must contain `JOIN_LAST_MESSAGE_SQL`. */
export const LAST_MESSAGE_COLUMNS_SQL = Prisma.sql`
  CASE WHEN newest.content_start IS NULL THEN newest.text ELSE (newest.text::jsonb - 'content')::text END AS last_message,
  newest.content_start,`;

/**
 * SQL that joins the newest message of a room as `newest`. The query must use the aliases `r` for the room and `m` for
 * the caller's membership.
 */
export const JOIN_LAST_MESSAGE_SQL = Prisma.sql`
  LEFT JOIN LATERAL (
    SELECT with_own_reactions(t.text, t.id, m.user_id) AS text,
      CASE WHEN char_length(t.content) > ${MAX_EXCERPT_CODE_POINTS}::integer
        THEN left(t.content, ${MAX_EXCERPT_CODE_POINTS + 1}::integer) END AS content_start
    FROM message_texts t WHERE t.room_id = r.id ORDER BY t.seq DESC LIMIT 1
  ) newest ON true`;

/**
 * Adds the newest message to the JSON text of a room that lacks `last_message`. Truncates the content of the message if
 * `content_start` is set.
 */
export function addLastMessageExcerpt(
  room: string,
  { last_message, content_start }: LastMessageColumns,
): string {
  const messageJson =
    last_message === null || content_start === null
      ? last_message
      : `{"content":${JSON.stringify(cutContentToExcerpt(content_start))},"content_cut":true,${last_message.slice(1)}`;
  return `${room.slice(0, -1)},"last_message":${messageJson}}`;
}
