import type { Missed } from '@kcs/contracts';
import { asApiError } from '../api/api-error.ts';
import { positionOf } from '../state/receive.ts';
import type { Parts } from './parts.ts';
import { retrying } from './retrying.ts';

/** Over a larger gap the newest page is quicker than the events. */
const GAP_BY_EVENTS_MOST = 1_000;

/**
 * Closes the gap between what is applied of a room and its head: by what the server sent along, by the events
 * list, or, where the gap is too old or too large, by loading the room afresh. A room that is gone is removed.
 */
export async function catchUp(parts: Parts, roomId: string, head: number, missed?: Missed): Promise<void> {
  const { store, api, stopped } = parts;
  if (missed && 'events' in missed)
    for (const event of missed.events) store.dispatch({ type: 'event', event });
  const position = positionOf(store.get(), roomId);
  if (position === undefined || position >= head) return;
  const tooOld = missed && 'code' in missed && missed.code === 'RESYNC_REQUIRED';
  try {
    if (tooOld || head - position > GAP_BY_EVENTS_MOST) return await loadAfresh(parts, roomId);
    const { items } = await retrying(() => api.eventsAfter(roomId, position), stopped);
    for (const event of items) store.dispatch({ type: 'event', event });
  } catch (thrown) {
    const { code } = asApiError(thrown);
    if (code === 'RESYNC_REQUIRED') await loadAfresh(parts, roomId);
    if (code === 'ROOM_NOT_FOUND') store.dispatch({ type: 'room-gone', roomId });
  }
}

async function loadAfresh({ store, api, stopped }: Parts, roomId: string): Promise<void> {
  const room = await retrying(() => api.room(roomId), stopped);
  const wasOpen = store.get().timelines[roomId] !== undefined;
  store.dispatch({ type: 'timeline-dropped', roomId });
  store.dispatch({ type: 'room-arrived', room });
  if (!wasOpen) return;
  store.dispatch({ type: 'timeline-opened', roomId });
  const page = await retrying(() => api.newestMessages(roomId), stopped);
  store.dispatch({ type: 'page-arrived', roomId, messages: page.items, hasOlder: page.hasMore });
}
