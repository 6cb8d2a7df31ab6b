import { ENTRIES_PER_PAGE, type EntryRow, type ExportContent, toExportPage } from './export-content.ts';

/** A change that added many people has up to 960 KB, so a page contains fewer changes than other entries. */
const CHANGES_PER_PAGE = 20;
/** The number of seqs whose reactions one page may contain. Most messages have none. */
const SEQS_PER_REACTION_PAGE = 2_000;

/** What an export of a room contains (ADMIN-5). */
export const ROOM_CONTENT: ExportContent = {
  subjectField: 'room',
  readSubject: async (db, roomId) => {
    const [room] = await db.$queryRaw<{ json: string }[]>`
      SELECT json_build_object('id', id, 'name', name, 'room_type', room_type, 'post_policy', post_policy,
        'created_by', created_by, 'created_at', iso(created_at), 'last_seq', last_seq)::text AS json
      FROM rooms WHERE id = ${roomId} AND deleted_at IS NULL`;
    return room?.json;
  },
  sections: [
    {
      name: 'members',
      readPage: async (db, roomId, after) =>
        toExportPage(
          await db.$queryRaw<EntryRow[]>`
            SELECT json_build_array(m.user_id) AS key,
              json_build_object('user_id', m.user_id, 'name', u.name, 'user_type', u.user_type, 'active', u.active,
                'role', m.role, 'joined_at', iso(m.joined_at), 'joined_seq', m.joined_seq,
                'last_seen_seq', m.last_seen_seq)::text AS json
            FROM room_members m JOIN users u ON u.id = m.user_id
            WHERE m.room_id = ${roomId} AND m.user_id > ${after?.[0] ?? ''}
            ORDER BY m.user_id LIMIT ${ENTRIES_PER_PAGE}`,
        ),
    },
    {
      name: 'changes',
      readPage: async (db, roomId, after) =>
        toExportPage(
          await db.$queryRaw<EntryRow[]>`
            SELECT json_build_array(seq) AS key,
              json_build_object('seq', seq, 'kind', kind, 'data', data, 'created_at', iso(created_at))::text AS json
            FROM room_changes WHERE room_id = ${roomId} AND seq > ${after?.[0] ?? 0}::integer
            ORDER BY seq LIMIT ${CHANGES_PER_PAGE}`,
          CHANGES_PER_PAGE,
        ),
    },
    {
      name: 'meetings',
      readPage: async (db, roomId, after) =>
        toExportPage(
          await db.$queryRaw<EntryRow[]>`
            SELECT json_build_array(id) AS key,
              json_build_object('id', id, 'created_by', created_by, 'created_at', iso(created_at),
                'ended_at', iso(ended_at), 'end_reason', end_reason)::text AS json
            FROM meetings WHERE room_id = ${roomId} AND id > ${after?.[0] ?? ''}
            ORDER BY id LIMIT ${ENTRIES_PER_PAGE}`,
        ),
    },
    {
      name: 'messages',
      // An excerpt of another message would repeat its text. `reply_to_id` leads to that message in the same export.
      readPage: async (db, roomId, after) =>
        toExportPage(
          await db.$queryRaw<EntryRow[]>`
            SELECT json_build_array(seq) AS key, (text::jsonb - 'reply_to' - 'reactions')::text AS json
            FROM message_texts WHERE room_id = ${roomId} AND seq > ${after?.[0] ?? 0}::integer
            ORDER BY seq LIMIT ${ENTRIES_PER_PAGE}`,
        ),
    },
    {
      name: 'reactions',
      readPage: async (db, roomId, after) => {
        const [seq, emoji, userId] = [Number(after?.[0] ?? 0), after?.[1] ?? '', after?.[2] ?? ''];
        const rows = await db.$queryRaw<EntryRow[]>`
          SELECT json_build_array(m.seq, r.emoji, r.user_id) AS key,
            json_build_object('message_id', r.message_id, 'user_id', r.user_id, 'emoji', r.emoji,
              'created_at', iso(r.created_at))::text AS json
          FROM messages m JOIN reactions r ON r.message_id = m.id
          WHERE m.room_id = ${roomId} AND m.seq >= ${seq}::integer AND m.seq < ${seq + SEQS_PER_REACTION_PAGE}::integer
            AND (m.seq, r.emoji, r.user_id) > (${seq}::integer, ${emoji}::text COLLATE "C", ${userId}::text COLLATE "C")
          ORDER BY m.seq, r.emoji, r.user_id LIMIT ${ENTRIES_PER_PAGE}`;
        const page = toExportPage(rows);
        if (page.next !== null) return page;
        const [room] = await db.$queryRaw<{ lastSeq: number }[]>`
          SELECT last_seq AS "lastSeq" FROM rooms WHERE id = ${roomId}`;
        const nextSeq = seq + SEQS_PER_REACTION_PAGE;
        return { ...page, next: nextSeq > (room?.lastSeq ?? 0) ? null : [nextSeq, '', ''] };
      },
    },
  ],
};
