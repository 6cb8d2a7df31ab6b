import { isRoomEntryStale } from '../state/room-entry.ts';
import { runWithRetries } from '../time/retrying.ts';
import { singleFlight } from '../time/single-flight.ts';
import type { ChatContext } from './chat-context.ts';

/** How long to wait before loading a room's summary again. Several changes within this time share one request. */
const SUMMARY_REFRESH_DELAY_STEP_MS = 400;
const MAX_SUMMARY_REFRESH_DELAY_MS = 8_000;

export interface SummaryRefresher {
  /** Loads a room's summary in the background if its unread counts are uncertain. */
  refreshIfStale(roomId: string): void;
}

/**
 * Loads a room's summary again when its unread counts become uncertain. If the request fails, the summary stays
 * uncertain until the room list is loaded again.
 */
export function createSummaryRefresher({ store, api, time, events, stopped }: ChatContext): SummaryRefresher {
  const isSummaryUncertain = (roomId: string): boolean => {
    const roomEntry = store.get().rooms[roomId];
    return roomEntry !== undefined && isRoomEntryStale(roomEntry);
  };
  const refreshSummary = singleFlight(async (roomId) => {
    for (let turn = 1; isSummaryUncertain(roomId) && !stopped.hasFired; turn += 1) {
      await time.sleep(Math.min(SUMMARY_REFRESH_DELAY_STEP_MS * turn, MAX_SUMMARY_REFRESH_DELAY_MS), stopped);
      const room = await runWithRetries(() => api.room(roomId), time, stopped);
      if (store.get().rooms[roomId]) store.dispatch({ type: 'room-loaded', room });
    }
  });
  const refreshIfStale = (roomId: string): void => {
    if (isSummaryUncertain(roomId)) refreshSummary(roomId).catch(() => undefined);
  };
  events.on('room-event', ({ room_id }) => refreshIfStale(room_id));
  events.on('room-reset', ({ roomId }) => refreshIfStale(roomId));
  return { refreshIfStale };
}
