import type { Transaction } from '../../database/database.ts';
import type { StoredEvent } from '../stored-event.ts';
import { markPublished } from './mark-published.ts';
import type { RoomHolds } from './room-holds.ts';
import { type PublishDeps, settle } from './settle.ts';

/**
 * Publishing this many events takes about 200 ms, well within the transaction timeout. A backlog may use no more than
 * this share of each second, because new messages must not wait behind it. Connected clients have already fetched the
 * backlog from the log.
 */
const MAX_PER_SWEEP = 500;
/**
 * The minimum age of an event that the sweep publishes. A younger event is still being published by the process that
 * stored it.
 */
const MIN_AGE_MS = 2_000;

/**
 * Publishes up to 500 events that have been unpublished for more than 2 s, which happens after a crash, a bus outage or
 * a refill of the stream. Returns the number of events published. If the stream lacks the subject for an event, or
 * the subject is full, only that event's room is held back: `holds` keeps the room out of the following sweeps, so that
 * they can publish the events of other rooms (LOG-7).
 */
export async function sweep(deps: PublishDeps, holds: RoomHolds): Promise<number> {
  if (!deps.link.connected) return 0;
  const published: StoredEvent[] = [];
  return deps.db.transaction(async (tx) => {
    const since = await deps.unpublishedSince.get(tx);
    const events = await claimUnpublished(tx, { max: MAX_PER_SWEEP, since, except: holds.rooms() });
    let unavailable = false;
    const publish = async (event: StoredEvent): Promise<void> =>
      settle(deps, event, await deps.link.publish(event), {
        onPublished: () => {
          deps.metrics.published.inc({ by: 'sweep' });
          published.push(event);
        },
        onUnavailable: () => {
          unavailable = true;
        },
        onRoomBlocked: (cause) => holds.hold(event, cause),
      });
    // Publish one event first. If the bus is unavailable, only this attempt fails instead of 500.
    const [first, ...rest] = events;
    if (first) await publish(first);
    if (!unavailable) await Promise.all(rest.map(publish));
    if (!unavailable) deps.alarm.endRefusal();
    await markPublished(tx, published);
    return published.length;
  });
}

interface ClaimOptions {
  readonly max: number;
  /** A time before which every event is published. */
  readonly since: string;
  /** The ids of held rooms, which the sweep skips. */
  readonly except?: readonly string[];
}

/**
 * Returns the oldest unpublished events of rooms that no other replica is sweeping. The events of each room are in the
 * order of their seqs. The rooms stay claimed until the transaction ends.
 */
export async function claimUnpublished(
  tx: Transaction,
  { max, since, except = [] }: ClaimOptions,
): Promise<StoredEvent[]> {
  const claimed = await tx.$queryRaw<{ roomId: string }[]>`
    WITH oldest AS MATERIALIZED (
      SELECT room_id FROM room_events
      WHERE published_at IS NULL AND created_at >= ${since}::timestamptz
        AND created_at < now() - make_interval(secs => ${MIN_AGE_MS / 1000}::float8)
        AND room_id <> ALL (${except}::text[])
      ORDER BY created_at LIMIT ${max}
    ), rooms AS MATERIALIZED (SELECT DISTINCT room_id FROM oldest)
    SELECT room_id AS "roomId" FROM rooms
    WHERE pg_try_advisory_xact_lock(hashtextextended('outbox:' || room_id, 0))`;
  if (claimed.length === 0) return [];
  // Use a second statement: its snapshot includes the events that the previous sweep of these rooms marked as published
  // (TRAP-23).
  return tx.$queryRaw<StoredEvent[]>`
    SELECT room_id AS "roomId", seq, kind, data::text AS data, iso(created_at) AS "createdAt", shown::text AS shown,
      more_fields::text AS "moreFields"
    FROM room_events
    WHERE published_at IS NULL AND created_at >= ${since}::timestamptz
      AND created_at < now() - make_interval(secs => ${MIN_AGE_MS / 1000}::float8)
      AND room_id = ANY (${claimed.map(({ roomId }) => roomId)}::text[])
    ORDER BY created_at, room_id, seq LIMIT ${max}`;
}
