import type { Queryable } from '../../database/database.ts';
import { ENTRIES_PER_PAGE, type EntryRow, type ExportContent, toExportPage } from './export-content.ts';
import type { ExportKey, ExportPage } from './export-document.ts';

/**
 * Maximum number of rows that a page searches. No index finds the messages, reactions, and meetings of a user, so their
 * pages walk over the rows of all users.
 */
const ROWS_PER_PAGE = 10_000;

/** What an export of a user contains (ADMIN-5). */
export const USER_CONTENT: ExportContent = {
  subjectField: 'user',
  readSubject: async (db, userId) => {
    const [user] = await db.$queryRaw<{ json: string }[]>`
      SELECT json_build_object('id', id, 'name', name, 'email', email, 'user_type', user_type, 'active', active,
        'issuer', issuer, 'subject', subject, 'external_email', external_email, 'external_profile', external_profile,
        'created_at', iso(created_at), 'updated_at', iso(updated_at))::text AS json
      FROM users WHERE id = ${userId}`;
    return user?.json;
  },
  sections: [
    {
      name: 'sessions',
      readPage: async (db, userId, after) =>
        toExportPage(
          await db.$queryRaw<EntryRow[]>`
            SELECT json_build_array(id) AS key,
              json_build_object('id', id, 'user_agent', user_agent, 'created_at', iso(created_at),
                'last_used_at', iso(last_used_at), 'expires_at', iso(expires_at), 'ended_at', iso(ended_at),
                'ended_code', ended_code)::text AS json
            FROM sessions WHERE user_id = ${userId} AND id > ${after?.[0] ?? ''}
            ORDER BY id LIMIT ${ENTRIES_PER_PAGE}`,
        ),
    },
    {
      name: 'rooms',
      // The name of a direct room contains the name of the other member, so the entry also contains the id.
      readPage: async (db, userId, after) =>
        toExportPage(
          await db.$queryRaw<EntryRow[]>`
            SELECT json_build_array(r.id) AS key,
              json_build_object('room_id', r.id, 'name', r.name, 'room_type', r.room_type,
                'peer_id', (SELECT p.user_id FROM room_members p
                  WHERE p.room_id = r.id AND p.user_id <> m.user_id AND r.room_type = 'direct' LIMIT 1),
                'role', m.role, 'joined_at', iso(m.joined_at), 'joined_seq', m.joined_seq,
                'last_seen_seq', m.last_seen_seq, 'muted', m.muted, 'mentions_only', m.mentions_only,
                'hidden_at', iso(m.hidden_at), 'room_deleted_at', iso(r.deleted_at))::text AS json
            FROM room_members m JOIN rooms r ON r.id = m.room_id
            WHERE m.user_id = ${userId} AND m.room_id > ${after?.[0] ?? ''}
            ORDER BY m.room_id LIMIT ${ENTRIES_PER_PAGE}`,
        ),
    },
    { name: 'messages', readPage: readMessagePage },
    { name: 'reactions', readPage: readReactionPage },
    {
      name: 'mentions',
      readPage: async (db, userId, after) =>
        toExportPage(
          await db.$queryRaw<EntryRow[]>`
            SELECT json_build_array(room_id, seq) AS key,
              json_build_object('room_id', room_id, 'message_seq', seq, 'created_at', iso(created_at),
                'seen_at', iso(seen_at))::text AS json
            FROM message_mentions
            WHERE user_id = ${userId} AND (room_id, seq) > (${after?.[0] ?? ''}::text COLLATE "C", ${after?.[1] ?? 0}::integer)
            ORDER BY room_id, seq LIMIT ${ENTRIES_PER_PAGE}`,
        ),
    },
    {
      name: 'notifications',
      // Notifications for rooms and user types are not about one person.
      readPage: async (db, userId, after) =>
        toExportPage(
          await db.$queryRaw<EntryRow[]>`
            SELECT json_build_array(t.created_at, t.notification_id) AS key,
              json_build_object('id', n.id, 'type', n.type, 'title', n.title, 'body', n.body, 'data', n.data,
                'url', n.url, 'urgency', n.urgency, 'source', n.source, 'created_at', iso(n.created_at),
                'seen_at', iso(coalesce(s.seen_at, (SELECT min(b.seen_at) FROM notification_seen_before b
                  WHERE b.user_id = t.target AND (b.created_at, b.notification_id) >= (t.created_at, t.notification_id))
                )))::text AS json
            FROM notification_targets t JOIN notifications n ON n.id = t.notification_id
              LEFT JOIN notification_seen s ON s.user_id = t.target AND s.notification_id = n.id
            WHERE t.target = ${userId} AND (t.created_at, t.notification_id) >
              (${after?.[0] ?? '-infinity'}::timestamptz, ${after?.[1] ?? ''}::text COLLATE "C")
            ORDER BY t.created_at, t.notification_id LIMIT ${ENTRIES_PER_PAGE}`,
        ),
    },
    { name: 'meetings', readPage: readMeetingPage },
  ],
};

async function readMessagePage(db: Queryable, userId: string, after: ExportKey | null): Promise<ExportPage> {
  const [walked] = await db.$queryRaw<[{ last: string | null; found: string[] | null }]>`
    SELECT max(p.id) AS last,
      (array_agg(p.id ORDER BY p.id) FILTER (WHERE p.sender_id = ${userId}))[1:${ENTRIES_PER_PAGE}::integer] AS found
    FROM (SELECT id, sender_id FROM messages WHERE id > ${after?.[0] ?? ''} ORDER BY id LIMIT ${ROWS_PER_PAGE}) p`;
  if (walked.last === null) return { items: [], next: null };
  const found = walked.found ?? [];
  // An excerpt of another message would contain the text of another person.
  const rows = await db.$queryRaw<EntryRow[]>`
    SELECT json_build_array(id) AS key, (text::jsonb - 'reply_to' - 'reactions')::text AS json
    FROM message_texts WHERE id = ANY (${found}) ORDER BY id`;
  const last = found.length === ENTRIES_PER_PAGE ? (found.at(-1) ?? walked.last) : walked.last;
  return { items: rows.map(({ json }) => json), next: [last] };
}

async function readReactionPage(db: Queryable, userId: string, after: ExportKey | null): Promise<ExportPage> {
  const [walked] = await db.$queryRaw<[{ last: string | null; found: string[] | null }]>`
    SELECT max(p.message_id) AS last,
      array_agg(json_build_object('message_id', p.message_id, 'emoji', p.emoji, 'created_at', iso(p.created_at))::text
        ORDER BY p.message_id, p.emoji) FILTER (WHERE p.user_id = ${userId}) AS found
    FROM (SELECT * FROM reactions WHERE message_id > ${after?.[0] ?? ''} ORDER BY message_id
      FETCH FIRST ${ROWS_PER_PAGE} ROWS WITH TIES) p`;
  return { items: walked.found ?? [], next: walked.last === null ? null : [walked.last] };
}

async function readMeetingPage(db: Queryable, userId: string, after: ExportKey | null): Promise<ExportPage> {
  const [walked] = await db.$queryRaw<[{ last: string | null; found: string[] | null }]>`
    SELECT max(p.id) AS last,
      array_agg(json_build_object('id', p.id, 'room_id', p.room_id, 'created_at', iso(p.created_at),
        'ended_at', iso(p.ended_at), 'end_reason', p.end_reason)::text ORDER BY p.id)
        FILTER (WHERE p.created_by = ${userId}) AS found
    FROM (SELECT * FROM meetings WHERE id > ${after?.[0] ?? ''} ORDER BY id LIMIT ${ROWS_PER_PAGE}) p`;
  return { items: walked.found ?? [], next: walked.last === null ? null : [walked.last] };
}
