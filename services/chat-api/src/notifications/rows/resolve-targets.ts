import type { NotificationTarget } from '@kcs/contracts';
import type { Queryable } from '../../database/database.ts';
import { normalizeEmail } from '../../identity/rules/normalize-email.ts';

/** A target that exists: a user id, a room id, or a user type. */
export interface KnownTarget {
  readonly target: string;
  /** The head of the room; null for users and user types. */
  readonly roomSeq: number | null;
}

interface ResolvedTargets {
  readonly known: readonly KnownTarget[];
  readonly unknown: readonly NotificationTarget[];
}

type Db = Pick<Queryable, '$queryRaw'>;

/**
 * Finds the users, rooms, and user types that the given targets refer to (NOTIFY-4). An email matches only an account
 * that logs in with this email and a password. Deactivated users, bot users, and deleted rooms count as unknown.
 */
export async function resolveTargets(
  db: Db,
  targets: readonly NotificationTarget[],
): Promise<ResolvedTargets> {
  const comparableTargets = targets.map((target) =>
    'email' in target ? { email: normalizeEmail(target.email) } : target,
  );
  const rows = await db.$queryRaw<(KnownTarget & { position: number })[]>`
    SELECT t.position::integer - 1 AS position, found.target, found.room_seq AS "roomSeq"
    FROM jsonb_array_elements(${JSON.stringify(comparableTargets)}::jsonb) WITH ORDINALITY AS t (target, position)
    CROSS JOIN LATERAL (
      SELECT id AS target, NULL::integer AS room_seq FROM users
      WHERE id = t.target->>'user_id' AND active AND NOT is_service
      UNION ALL
      SELECT id, NULL FROM users
      WHERE issuer = t.target->>'issuer' AND subject = t.target->>'subject' AND active AND NOT is_service
      UNION ALL
      SELECT id, NULL FROM users WHERE email = t.target->>'email' AND active AND NOT is_service
      UNION ALL
      SELECT id, last_seq FROM rooms WHERE id = t.target->>'room_id' AND deleted_at IS NULL
      UNION ALL
      SELECT t.target->>'user_type', NULL WHERE t.target->>'user_type' IS NOT NULL
    ) found`;
  const knownPositions = new Set(rows.map(({ position }) => position));
  const knownByName = new Map(rows.map(({ target, roomSeq }) => [target, { target, roomSeq }]));
  return {
    known: [...knownByName.values()],
    unknown: targets.filter((_, position) => !knownPositions.has(position)),
  };
}

/** Returns how many active people the targets address. A person counts once, even if several targets match. */
export async function countRecipients(db: Db, targets: readonly KnownTarget[]): Promise<number> {
  const names = targets.map(({ target }) => target);
  const [row] = await db.$queryRaw<[{ count: number }]>`
    SELECT count(*)::integer AS count FROM (
      SELECT id FROM users WHERE id = ANY (${names}) AND active
      UNION
      SELECT id FROM users WHERE user_type = ANY (${names}) AND active AND NOT is_service
      UNION
      SELECT u.id FROM room_members m JOIN users u ON u.id = m.user_id
      WHERE m.room_id = ANY (${names}) AND u.active AND NOT u.is_service
    ) recipients`;
  return row.count;
}
