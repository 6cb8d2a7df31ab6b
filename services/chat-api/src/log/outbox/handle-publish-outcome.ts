import { buildRoomSubject } from '@kcs/contracts';
import type { Logger } from '@kcs/service-kit';
import type { Database } from '../../database/database.ts';
import { parkDeadLetter } from '../dead-letters.ts';
import type { StoredEvent } from '../stored-event.ts';
import type { BusLink } from './bus-link.ts';
import type { PublishResult } from './classify-publish-error.ts';
import { markEventsPublished } from './mark-published.ts';
import type { OutboxMetrics } from './outbox-metrics.ts';
import type { RoomHoldCause } from './room-holds.ts';
import type { StreamAlarm } from './stream-alarm.ts';
import type { UnpublishedSinceTracker } from './unpublished-since.ts';

export interface PublishDeps {
  readonly db: Database;
  readonly alarm: StreamAlarm;
  readonly link: BusLink;
  readonly logger: Logger;
  readonly metrics: OutboxMetrics;
  readonly unpublishedSince: UnpublishedSinceTracker;
  /** Called if an event cannot be published because the stream does not exist or has no leader. */
  readonly onStreamMissing: () => void;
}

/** What to do after an attempt to publish one event. The publisher and the sweep pass different callbacks. */
interface PublishOutcomeHandlers {
  readonly onPublished: () => void;
  /** Called if no events at all can be published at present. */
  readonly onUnavailable: () => void;
  /** Called if events can be published, but not those from this event's room. */
  readonly onRoomBlocked: (cause: RoomHoldCause) => void;
}

/**
 * Handles the outcome of publishing one event. Updates the metrics and the alarm. Then parks the event as a dead letter
 * if the stream rejected it, and otherwise calls the matching callback. The returned promise never rejects.
 */
export async function handlePublishOutcome(
  { alarm, db, link, logger, metrics, onStreamMissing }: PublishDeps,
  event: StoredEvent,
  { outcome, reason = outcome }: PublishResult,
  { onPublished, onUnavailable, onRoomBlocked }: PublishOutcomeHandlers,
): Promise<void> {
  switch (outcome) {
    case 'published':
      alarm.reportAnswer();
      return onPublished();
    case 'rejected': {
      const rejectionLogFields = { room_id: event.roomId, seq: event.seq, reason };
      metrics.parked.inc();
      logger.error(rejectionLogFields, 'The stream rejected an event. Parking it as a dead letter.');
      return parkRejectedEvent(db, event).catch((err) =>
        logger.error(
          { err, ...rejectionLogFields },
          'Could not park a rejected event. The sweep will try again.',
        ),
      );
    }
    case 'refused':
      alarm.reportAnswer();
      alarm.reportRefusal(reason);
      metrics.failed.inc();
      return onUnavailable();
    case 'no-stream':
      alarm.reportSilence(reason);
      onStreamMissing();
      metrics.failed.inc();
      return onUnavailable();
    case 'no-subject':
    case 'subject-full':
      metrics.failed.inc();
      return onRoomBlocked(outcome);
    case 'unavailable':
      if (link.connected) alarm.reportSilence(reason);
      metrics.failed.inc();
      return onUnavailable();
    default:
      return outcome satisfies never;
  }
}

/**
 * Parks an event that can never be published: makes it a dead letter and removes it from the outbox, so that it does
 * not block other events. The event stays in the log. Gateways fetch it from there when they notice the gap.
 */
async function parkRejectedEvent(db: Database, event: StoredEvent): Promise<void> {
  await parkDeadLetter(
    { db },
    {
      source: 'outbox',
      subject: buildRoomSubject(event.roomId, event.kind),
      reason: 'The stream rejected this event because of its size or format.',
      payload: `{"room_id":"${event.roomId}","seq":${event.seq}}`,
    },
  );
  await markEventsPublished(db.prisma, [event]);
}
