import type { Queryable, Transaction } from '../../database/database.ts';
import type { StoredEvent } from '../stored-event.ts';
import { handlePublishOutcome, type PublishDeps } from './handle-publish-outcome.ts';
import { markEventsPublished } from './mark-published.ts';
import type { RoomHolds } from './room-holds.ts';

/**
 * Maximum number of events that one sweep publishes. Publishing 500 events takes about 200 ms, so new messages wait
 * only briefly behind a backlog. Connected clients do not depend on the backlog, because they have already fetched its
 * events from the log.
 */
const MAX_EVENTS_PER_SWEEP = 500;
/**
 * The minimum age of an event that the sweep publishes. A younger event may still be on its way from the process that
 * stored it.
 */
const MIN_SWEPT_EVENT_AGE_MS = 2_000;

/**
 * Publishes up to 500 events that are older than 2 s and still unpublished, and returns how many were published. Such
 * events exist after a crash, a bus outage, or a refill of the stream. If the stream lacks the subject for an event, or
 * that subject is full, only the event's room is held (LOG-7), and the following sweeps skip it.
 */
export async function sweepOutbox(deps: PublishDeps, holds: RoomHolds): Promise<number> {
  if (!deps.link.connected) return 0;
  const unpublishedSinceTime = await deps.unpublishedSince.get(deps.db.prisma);
  // Usually, no event is due. Checking takes one statement, while an empty transaction takes four.
  if (!(await isAnyEventDue(deps.db.prisma, unpublishedSinceTime))) {
    deps.alarm.endRefusalIfQuiet();
    return 0;
  }
  const publishedEvents: StoredEvent[] = [];
  return deps.db.transaction(async (tx) => {
    const claimedEvents = await claimUnpublishedEvents(tx, {
      max: MAX_EVENTS_PER_SWEEP,
      since: unpublishedSinceTime,
      except: holds.listHeldRooms(),
    });
    let isBusUnavailable = false;
    const publishEvent = async (event: StoredEvent): Promise<void> =>
      handlePublishOutcome(deps, event, await deps.link.publish(event), {
        onPublished: () => {
          deps.metrics.published.inc({ by: 'sweep' });
          publishedEvents.push(event);
        },
        onUnavailable: () => {
          isBusUnavailable = true;
        },
        onRoomBlocked: (cause) => holds.hold(event, cause),
      });
    // Publish one event first, so that only one attempt fails instead of 500 if the bus is unavailable.
    const [first, ...rest] = claimedEvents;
    if (first) await publishEvent(first);
    if (!isBusUnavailable) await Promise.all(rest.map(publishEvent));
    if (!isBusUnavailable) deps.alarm.endRefusalIfQuiet();
    await markEventsPublished(tx, publishedEvents);
    return publishedEvents.length;
  });
}

/** Returns whether any event, even of a held room, is old enough for the sweep and still unpublished. */
async function isAnyEventDue(db: Pick<Queryable, '$queryRaw'>, since: string): Promise<boolean> {
  const [row] = await db.$queryRaw<[{ isDue: boolean }]>`
    SELECT EXISTS (
      SELECT FROM room_events
      WHERE published_at IS NULL AND created_at >= ${since}::timestamptz
        AND created_at < now() - make_interval(secs => ${MIN_SWEPT_EVENT_AGE_MS / 1000}::float8)) AS "isDue"`;
  return row.isDue;
}

interface ClaimEventsOptions {
  readonly max: number;
  /** A time before which all events have been published. */
  readonly since: string;
  /** The ids of held rooms, which the sweep skips. */
  readonly except?: readonly string[];
}

/**
 * Returns the oldest unpublished events from rooms that no other replica is sweeping. Each room's events are in the
 * order of their seqs. Until the transaction ends, no other replica can sweep these rooms.
 */
export async function claimUnpublishedEvents(
  tx: Transaction,
  { max, since, except = [] }: ClaimEventsOptions,
): Promise<StoredEvent[]> {
  const claimedRoomRows = await tx.$queryRaw<{ roomId: string }[]>`
    WITH oldest AS MATERIALIZED (
      SELECT room_id FROM room_events
      WHERE published_at IS NULL AND created_at >= ${since}::timestamptz
        AND created_at < now() - make_interval(secs => ${MIN_SWEPT_EVENT_AGE_MS / 1000}::float8)
        AND room_id <> ALL (${except}::text[])
      ORDER BY created_at LIMIT ${max}
    ), rooms AS MATERIALIZED (SELECT DISTINCT room_id FROM oldest)
    SELECT room_id AS "roomId" FROM rooms
    WHERE pg_try_advisory_xact_lock(hashtextextended('outbox:' || room_id, 0))`;
  if (claimedRoomRows.length === 0) return [];
  // Use a second statement: its snapshot is newer than the locks and therefore shows which events the previous sweep of
  // these rooms marked as published (TRAP-23).
  return tx.$queryRaw<StoredEvent[]>`
    SELECT room_id AS "roomId", seq, kind, data::text AS data, iso(created_at) AS "createdAt", shown::text AS shown,
      more_fields::text AS "moreFields"
    FROM room_events
    WHERE published_at IS NULL AND created_at >= ${since}::timestamptz
      AND created_at < now() - make_interval(secs => ${MIN_SWEPT_EVENT_AGE_MS / 1000}::float8)
      AND room_id = ANY (${claimedRoomRows.map(({ roomId }) => roomId)}::text[])
    ORDER BY created_at, room_id, seq LIMIT ${max}`;
}
