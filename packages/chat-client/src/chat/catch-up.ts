import type { Missed } from '@kcs/contracts';
import { asApiError } from '../api/api-error.ts';
import { positionOf } from '../state/receive.ts';
import { retrying } from '../time/retrying.ts';
import { singleFlight } from '../time/single-flight.ts';
import type { Parts } from './chat-context.ts';
import { deliver, deliverAfresh, deliverEnd } from './deliver.ts';

/** Over a larger gap the newest page is quicker than the events. */
const GAP_BY_EVENTS_MOST = 5_000;

/**
 * Closes the gap between what is applied of a room and its head: by what the server sent along, by the events list,
 * or, where the gap is too old or too large, by loading the room afresh. A room that is gone is removed.
 */
export function createCatchUp(parts: Parts, onLetInAgain: (roomId: string) => void) {
  const { store, api, time, stopped } = parts;
  const heads = new Map<string, number>();
  const missing = (roomId: string): number => {
    const position = positionOf(store.get(), roomId);
    return position === undefined ? 0 : (heads.get(roomId) ?? 0) - position;
  };

  const loadAfresh = singleFlight(async (roomId) => {
    const headBefore = heads.get(roomId);
    const room = await retrying(() => api.room(roomId), time, stopped);
    const isOpen = store.get().timelines[roomId] !== undefined;
    const page = isOpen ? await retrying(() => api.newestMessages(roomId), time, stopped) : null;
    // A head that was told meanwhile may be younger than what was loaded.
    if (heads.get(roomId) === headBefore) heads.delete(roomId);
    const messages = page && { messages: page.items, hasOlder: page.hasMore };
    const before = positionOf(store.get(), roomId) ?? 0;
    if (deliverAfresh(parts, room, messages)) return onLetInAgain(roomId);
    if (room.last_seq >= before) return;
    // The log was restored to an earlier end: what followed while it was loaded was dropped as a repeat of what was lost.
    const { items } = await retrying(() => api.eventsAfter(roomId, room.last_seq), time, stopped);
    if (deliver(parts, roomId, items)) onLetInAgain(roomId);
  });

  const step = singleFlight(async (roomId) => {
    if (missing(roomId) > GAP_BY_EVENTS_MOST) return loadAfresh(roomId);
    const before = positionOf(store.get(), roomId);
    if (before === undefined) return;
    const { items } = await retrying(() => api.eventsAfter(roomId, before), time, stopped);
    if (deliver(parts, roomId, items)) return onLetInAgain(roomId);
    // A server that knows of a head and not of what is before it has lost something.
    if (positionOf(store.get(), roomId) === before && missing(roomId) > 0) await loadAfresh(roomId);
  });

  return async function catchUp(roomId: string, head: number, missed?: Missed): Promise<void> {
    if (missed && 'events' in missed && deliver(parts, roomId, missed.events)) onLetInAgain(roomId);
    heads.set(roomId, Math.max(head, heads.get(roomId) ?? 0));
    try {
      if (missed && 'code' in missed && missed.code === 'RESYNC_REQUIRED') await loadAfresh(roomId);
      while (missing(roomId) > 0) await step(roomId);
    } catch (thrown) {
      const { code } = asApiError(thrown);
      if (code === 'RESYNC_REQUIRED') {
        await loadAfresh(roomId);
        // It may have been loading already, and a head told meanwhile is still ahead of it.
        while (missing(roomId) > 0) await step(roomId);
      } else if (code === 'ROOM_NOT_FOUND') deliverEnd(parts, roomId);
      else throw thrown;
    } finally {
      if (missing(roomId) <= 0) heads.delete(roomId);
    }
  };
}

export type CatchUp = ReturnType<typeof createCatchUp>;
