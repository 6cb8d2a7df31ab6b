import type { Room } from '@kcs/contracts';
import { asApiError } from '../api/api-error.ts';
import type { Store } from '../state/store.ts';
import { runWithRetries } from '../time/retrying.ts';
import type { Stop } from '../time/stop.ts';
import {
  hasLeftRoomSince,
  hasSeenUnknownRoomSince,
  isListRequestSuperseded,
  wasRoomAddedSince,
} from './changes-since-request.ts';
import type { ChatContext } from './chat-context.ts';
import { compareRoomList } from './compare-room-list.ts';
import { deliverRoomEnd } from './deliver.ts';
import type { RoomObservation, RoomTracking } from './room-tracking.ts';
import type { SummaryRefresher } from './summary-refresher.ts';

export interface RoomLoader {
  /**
   * Loads the room list, adds new rooms, and removes rooms that the user is no longer in. Throws `ApiError` if a
   * request fails.
   */
  loadList(stop: Stop): Promise<void>;
  /**
   * Loads one room and adds it to the state. Does nothing if the room is hidden or already known. Throws `ApiError` if
   * the request fails.
   */
  loadRoom(roomId: string): Promise<void>;
  /**
   * Returns true if the room is hidden or no longer exists, or if the user is no longer a member. Throws `ApiError` if
   * the request fails.
   */
  hasEnded(roomId: string, stop: Stop): Promise<boolean>;
}

/**
 * Creates a loader that fetches rooms over REST and retries temporary failures. The loader drops a response that may be
 * outdated, and sends the request again. A response may be outdated if, during the request, the user left a room on
 * this client, or the server stored a read cursor for a room that the client does not know.
 */
export function createRoomLoader(
  context: ChatContext,
  tracker: Store<RoomTracking, RoomObservation>,
  summaries: SummaryRefresher,
): RoomLoader {
  const { store, api, time, events, stopped } = context;
  const listKnownRoomIds = () => Object.keys(store.get().rooms);

  const loadUntilCurrent = async <T>(load: () => Promise<T>, stop: Stop): Promise<T> => {
    for (;;) {
      const trackingAtRequest = tracker.get();
      const loadedResponse = await runWithRetries(load, time, stop);
      const trackingNow = tracker.get();
      if (
        !hasLeftRoomSince(trackingAtRequest, trackingNow) &&
        !hasSeenUnknownRoomSince(trackingAtRequest, trackingNow)
      )
        return loadedResponse;
    }
  };

  const hasRoomEnded = async (roomId: string, stop: Stop): Promise<boolean> => {
    for (;;) {
      const trackingAtRequest = tracker.get();
      try {
        if (!(await runWithRetries(() => api.room(roomId), time, stop)).hidden) return false;
      } catch (thrown) {
        if (asApiError(thrown).code !== 'ROOM_NOT_FOUND') throw thrown;
      }
      if (!wasRoomAddedSince(trackingAtRequest, tracker.get(), roomId)) return true;
    }
  };

  return {
    hasEnded: hasRoomEnded,
    async loadList(stop) {
      const { roomsLoaded } = store.get();
      const roomIdsAtRequest = listKnownRoomIds();
      tracker.dispatch({ type: 'list-requested' });
      const trackingAtRequest = tracker.get();
      const listedRooms: readonly Room[] = await loadUntilCurrent(
        () => api.rooms((requestPage) => runWithRetries(requestPage, time, stop)),
        stop,
      );
      if (isListRequestSuperseded(trackingAtRequest, tracker.get())) return;
      const { added, missing } = compareRoomList(listedRooms, roomIdsAtRequest, listKnownRoomIds());
      store.dispatch({ type: 'rooms-loaded', rooms: listedRooms });
      for (const { id } of listedRooms) summaries.refreshIfStale(id);
      if (roomsLoaded) for (const loadedRoom of added) events.emit('room-added', { room: loadedRoom });
      for (const roomId of missing) {
        if (store.get().rooms[roomId] && (await hasRoomEnded(roomId, stop))) deliverRoomEnd(context, roomId);
      }
    },
    async loadRoom(roomId) {
      const loadedRoom = await loadUntilCurrent(() => api.room(roomId), stopped);
      if (loadedRoom.hidden || store.get().rooms[roomId]) return;
      store.dispatch({ type: 'room-loaded', room: loadedRoom });
      events.emit('room-added', { room: loadedRoom });
    },
  };
}
