import { Prisma } from '../../generated/client.ts';

/**
 * SQL that joins the members of a direct room: the caller as `own`, and the other member as `peer`. For a group, both
 * are null. The query must use the aliases `r` for the room and `m` for the caller's membership.
 */
export const JOIN_PEER_SQL = Prisma.sql`
  LEFT JOIN LATERAL (
    SELECT u.id, u.name, u.active, u.user_type FROM room_members o JOIN users u ON u.id = o.user_id
    WHERE r.room_type = 'direct' AND o.room_id = r.id AND o.user_id <> m.user_id LIMIT 1
  ) peer ON true
  LEFT JOIN LATERAL (
    SELECT u.id, u.name FROM users u WHERE u.id = m.user_id AND r.room_type = 'direct' LIMIT 1
  ) own ON true`;

/**
 * The SQL expression for a room's name. The name of a direct room combines the current names of its two members, with
 * the creator first (ROOM-4). The query must contain `JOIN_PEER_SQL`.
 */
export const ROOM_NAME_SQL = Prisma.sql`
  CASE WHEN peer.id IS NULL THEN r.name
    WHEN r.created_by = peer.id THEN peer.name || ' & ' || own.name
    ELSE own.name || ' & ' || peer.name END`;

/**
 * The SQL expression for the `Peer` (contracts) of a direct room as JSON. Null for a group. The query must contain
 * `JOIN_PEER_SQL`.
 */
export const PEER_JSON_SQL = Prisma.sql`
  CASE WHEN peer.id IS NOT NULL THEN json_build_object(
    'user_id', peer.id, 'name', peer.name, 'active', peer.active, 'user_type', peer.user_type) END`;
