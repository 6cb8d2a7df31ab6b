import type { RoomCatchUpResult } from '@kcs/contracts';
import { asApiError } from '../api/api-error.ts';
import { getPosition } from '../state/chat-state.ts';
import { runWithRetries } from '../time/retrying.ts';
import { singleFlight } from '../time/single-flight.ts';
import type { ChatContext } from './chat-context.ts';
import { deliverEvents, deliverReloadedRoom, deliverRoomEnd } from './deliver.ts';
import { fetchNewestMessagePage } from './fetch-page.ts';

/** If more events than this are missing, it is faster to load the room again than to fetch the events. */
const MAX_FETCHED_GAP_EVENTS = 5_000;

/**
 * Closes the gap between a room's position and `head`. `missed` is the room's part of a join response: either the
 * missed events, or the reason why the response does not contain them. Throws `ApiError` if a request fails.
 */
export type CatchUp = (roomId: string, head: number, missed?: RoomCatchUpResult) => Promise<void>;

/**
 * Creates the function that closes the gap between a room's position and its head. The function applies the events from
 * the join response, or fetches the missing events page by page. If the gap is too old or too large, the function loads
 * the room again. If the room no longer exists, the function removes the room.
 */
export function createCatchUp(context: ChatContext): CatchUp {
  const { store, api, time, stopped } = context;
  const reportedHeadsByRoom = new Map<string, number>();
  const countMissingEvents = (roomId: string): number => {
    const position = getPosition(store.get(), roomId);
    return position === undefined ? 0 : (reportedHeadsByRoom.get(roomId) ?? 0) - position;
  };

  const reloadRoom = singleFlight(async (roomId) => {
    const headAtRequest = reportedHeadsByRoom.get(roomId);
    const reloadedRoom = await runWithRetries(() => api.room(roomId), time, stopped);
    const isTimelineOpen = store.get().timelines[roomId] !== undefined;
    const newestPage = isTimelineOpen
      ? await runWithRetries(() => fetchNewestMessagePage(context, roomId), time, stopped)
      : null;
    // Keep a head that arrived during the load, because it may be newer than the loaded room.
    if (reportedHeadsByRoom.get(roomId) === headAtRequest) reportedHeadsByRoom.delete(roomId);
    const previousPosition = getPosition(store.get(), roomId) ?? 0;
    deliverReloadedRoom(context, reloadedRoom, newestPage);
    if (reloadedRoom.last_seq >= previousPosition || getPosition(store.get(), roomId) === undefined) return;
    // The server's log was restored from a backup and now ends below the client's position. Events that the server has
    // added since then reuse seqs that the client had already applied, so the client dropped these events as
    // duplicates. Fetch them again.
    const { items } = await runWithRetries(
      () => api.eventsAfter(roomId, reloadedRoom.last_seq),
      time,
      stopped,
    );
    deliverEvents(context, roomId, items);
  });

  const fetchNextEvents = singleFlight(async (roomId) => {
    if (countMissingEvents(roomId) > MAX_FETCHED_GAP_EVENTS) return reloadRoom(roomId);
    const previousPosition = getPosition(store.get(), roomId);
    if (previousPosition === undefined) return;
    const { items } = await runWithRetries(() => api.eventsAfter(roomId, previousPosition), time, stopped);
    deliverEvents(context, roomId, items);
    // The server reports a head above the client's position but does not return the events in between, so those
    // events are lost.
    if (getPosition(store.get(), roomId) === previousPosition && countMissingEvents(roomId) > 0)
      await reloadRoom(roomId);
  });

  return async (roomId, head, missed) => {
    if (missed && 'events' in missed) deliverEvents(context, roomId, missed.events);
    reportedHeadsByRoom.set(roomId, Math.max(head, reportedHeadsByRoom.get(roomId) ?? 0));
    try {
      if (missed && 'code' in missed && missed.code === 'RESYNC_REQUIRED') await reloadRoom(roomId);
      while (countMissingEvents(roomId) > 0) await fetchNextEvents(roomId);
    } catch (thrown) {
      const { code } = asApiError(thrown);
      if (code === 'RESYNC_REQUIRED') {
        await reloadRoom(roomId);
        // This call may have shared a reload that an earlier call started before `head` was known, so check for a
        // remaining gap.
        while (countMissingEvents(roomId) > 0) await fetchNextEvents(roomId);
      } else if (code === 'ROOM_NOT_FOUND') deliverRoomEnd(context, roomId);
      else throw thrown;
    } finally {
      if (countMissingEvents(roomId) <= 0) reportedHeadsByRoom.delete(roomId);
    }
  };
}
