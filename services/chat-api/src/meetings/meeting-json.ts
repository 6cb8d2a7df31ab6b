import { Prisma } from '../generated/client.ts';

/** The SQL expression for a `Meeting` (contracts) as JSON text. The query must use the alias `g` for the meeting. */
export const MEETING_JSON_SQL = Prisma.sql`
  json_build_object('id', g.id, 'room_id', g.room_id, 'created_by', g.created_by,
    'created_at', iso(g.created_at), 'ended_at', iso(g.ended_at))::text`;
