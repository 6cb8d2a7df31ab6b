import type { Room } from '@kcs/contracts';
import { asApiError } from '../api/api-error.ts';
import type { Store } from '../state/store.ts';
import { retrying } from '../time/retrying.ts';
import type { Stop } from '../time/stop.ts';
import type { ChatContext } from './chat-context.ts';
import { deliverEnd } from './deliver.ts';
import {
  compareList,
  hasArrivedSince,
  hasLeftSince,
  isListSuperseded,
  type RoomFact,
  type RoomTracking,
} from './room-tracking.ts';
import type { SummaryRefresher } from './summary-refresher.ts';

export interface RoomLoader {
  /** Loads the room list, adds its rooms, and removes rooms that are over. Throws `ApiError`. */
  loadList(stop: Stop): Promise<void>;
  /** Loads one room and adds it unless it is known or hidden. Throws `ApiError`. */
  loadRoom(roomId: string): Promise<void>;
  /** Returns whether the room is hidden or gone, or the user is no longer a member. Throws `ApiError`. */
  isOver(roomId: string, stop: Stop): Promise<boolean>;
}

/**
 * Loads rooms over REST and retries temporary failures. Ignores responses that are older than a leave on this client.
 */
export function createRoomLoader(
  context: ChatContext,
  tracker: Store<RoomTracking, RoomFact>,
  summaries: SummaryRefresher,
): RoomLoader {
  const { store, api, time, events, stopped } = context;
  const knownRooms = () => Object.keys(store.get().rooms);

  const currentResponse = async <T>(load: () => Promise<T>, stop: Stop): Promise<T> => {
    for (;;) {
      const requested = tracker.get();
      const response = await retrying(load, time, stop);
      if (!hasLeftSince(requested, tracker.get())) return response;
    }
  };

  const isOver = async (roomId: string, stop: Stop): Promise<boolean> => {
    for (;;) {
      const requested = tracker.get();
      try {
        if (!(await retrying(() => api.room(roomId), time, stop)).hidden) return false;
      } catch (thrown) {
        if (asApiError(thrown).code !== 'ROOM_NOT_FOUND') throw thrown;
      }
      if (!hasArrivedSince(requested, tracker.get(), roomId)) return true;
    }
  };

  return {
    isOver,
    async loadList(stop) {
      const { roomsLoaded } = store.get();
      const knownAtRequest = knownRooms();
      tracker.dispatch({ type: 'list-requested' });
      const requested = tracker.get();
      const rooms: readonly Room[] = await currentResponse(api.rooms, stop);
      if (isListSuperseded(requested, tracker.get())) return;
      const { added, missing } = compareList(rooms, knownAtRequest, knownRooms());
      store.dispatch({ type: 'rooms-loaded', rooms });
      for (const { id } of rooms) summaries.refreshIfStale(id);
      if (roomsLoaded) for (const room of added) events.emit('room-added', { room });
      for (const roomId of missing) {
        if (store.get().rooms[roomId] && (await isOver(roomId, stop))) deliverEnd(context, roomId);
      }
    },
    async loadRoom(roomId) {
      const room = await currentResponse(() => api.room(roomId), stopped);
      if (room.hidden || store.get().rooms[roomId]) return;
      store.dispatch({ type: 'room-loaded', room });
      events.emit('room-added', { room });
    },
  };
}
