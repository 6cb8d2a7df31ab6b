import type { ChatNotification } from '@kcs/contracts';
import type { Queryable } from '../../database/database.ts';
import { SELECT_RECIPIENTS } from './select-recipients.ts';

/** A stored notification with its recipients, as the gateways receive it. */
export interface PushableNotification {
  readonly userIds: readonly string[];
  readonly notification: ChatNotification;
}

interface PushRow {
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly title: string | null;
  readonly body: string | null;
  readonly data: Record<string, unknown>;
  readonly url: string | null;
  readonly urgency: string;
  readonly createdAt: Date;
  readonly userIds: string[];
}

type Db = Pick<Queryable, '$queryRaw'>;

/** Returns the notification with the given id, unless it has already been pushed to the gateways. */
export async function readUnpushed(db: Db, id: string): Promise<PushableNotification | undefined> {
  const [row] = await db.$queryRaw<PushRow[]>`
    SELECT n.id, n.source, n.type, n.title, n.body, n.data, n.url, n.urgency, n.created_at AS "createdAt",
      ARRAY(SELECT r.user_id FROM (${SELECT_RECIPIENTS}) r) AS "userIds"
    FROM notifications n WHERE n.id = ${id} AND n.pushed_at IS NULL`;
  return row && toPushable(row);
}

function toPushable({
  id,
  userIds,
  createdAt,
  title,
  body,
  url,
  urgency,
  ...row
}: PushRow): PushableNotification {
  const notification = {
    id,
    ...row,
    ...(title !== null && { title }),
    ...(body !== null && { body }),
    ...(url !== null && { url }),
    urgency: urgency as NonNullable<ChatNotification['urgency']>,
    timestamp: createdAt.toISOString(),
  };
  return { userIds, notification };
}

interface StoredDelivery {
  readonly recipients: number;
  readonly dead: number;
}

/** Returns the first delivery of the producer's notification with this id; undefined if the id is new (NOTIFY-2). */
export async function findFirstDelivery(
  db: Db,
  { source, producerId }: { readonly source: string; readonly producerId: string },
): Promise<StoredDelivery | undefined> {
  const [row] = await db.$queryRaw<StoredDelivery[]>`
    SELECT recipients, dead FROM notifications
    WHERE source = ${source} AND producer_id = ${producerId} AND delivery = ''`;
  return row;
}
