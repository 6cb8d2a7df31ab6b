import { roomSubject } from '@kcs/contracts';
import type { Database } from '../../database/database.ts';
import { parkDeadLetter } from '../dead-letters.ts';
import type { StoredEvent } from '../stored-event.ts';
import { markPublished } from './mark-published.ts';

/**
 * Takes an event that the stream will never accept out of the outbox, so that it holds up nothing, and leaves a dead
 * letter. The log keeps it: gateways that see the gap fetch it from there.
 */
export async function parkEvent(db: Database, event: StoredEvent): Promise<void> {
  await parkDeadLetter(
    { db },
    {
      source: 'outbox',
      subject: roomSubject(event.roomId, event.kind),
      reason: 'The stream refuses this event (its size or its form).',
      payload: `{"room_id":"${event.roomId}","seq":${event.seq}}`,
    },
  );
  await markPublished(db, [event]);
}
