import type { NotificationDocument } from '@kcs/contracts';
import { newId } from '@kcs/service-kit';
import type { Queryable } from '../../database/database.ts';
import type { KnownTarget } from './resolve-targets.ts';

export interface NewNotification {
  readonly source: string;
  readonly producerId: string;
  /** Empty for the first delivery, or a unique id for each replay to targets that were previously unknown. */
  readonly delivery: string;
  readonly document: NotificationDocument;
  readonly targets: readonly KnownTarget[];
  readonly recipients: number;
  readonly dead: number;
}

/**
 * Stores a notification with one row for each target (NOTIFY-4), and returns the id of the notification. If this
 * delivery is already stored, changes nothing and returns undefined.
 */
export async function storeNotification(
  db: Pick<Queryable, '$queryRaw'>,
  { source, producerId, delivery, document, targets, recipients, dead }: NewNotification,
): Promise<string | undefined> {
  const { type, title, body, data = {}, url, urgency = 'normal' } = document;
  const [row] = await db.$queryRaw<{ id: string }[]>`
    WITH inserted AS (
      INSERT INTO notifications
        (id, source, producer_id, delivery, type, title, body, data, url, urgency, recipients, dead)
      VALUES (${newId('notif')}, ${source}, ${producerId}, ${delivery}, ${type}, ${title ?? null}, ${body ?? null},
        ${JSON.stringify(data)}::jsonb, ${url ?? null}, ${urgency}, ${recipients}::integer, ${dead}::integer)
      ON CONFLICT (source, producer_id, delivery) DO NOTHING
      RETURNING id, created_at
    ), targeted AS (
      INSERT INTO notification_targets (target, created_at, notification_id, room_seq)
      SELECT t.target, i.created_at, i.id, t.room_seq
      FROM inserted i
      CROSS JOIN unnest(${targets.map(({ target }) => target)}::text[],
        ${targets.map(({ roomSeq }) => roomSeq)}::integer[]) AS t (target, room_seq)
    )
    SELECT id FROM inserted`;
  return row?.id;
}
