import { asApiError } from '../api/api-error.ts';
import { createStore } from '../state/store.ts';
import { coalesceByKey } from '../time/coalesced.ts';
import type { Stop } from '../time/stop.ts';
import type { CatchUp } from './catch-up.ts';
import { type ChatContext, runInBackground } from './chat-context.ts';
import { deliverRoomEnd } from './deliver.ts';
import { createRoomJoiner } from './room-joiner.ts';
import { createRoomLoader } from './room-loader.ts';
import {
  decideStepForAddedRoom,
  findUnjoinedRooms,
  initialRoomTracking,
  recordObservation,
} from './room-tracking.ts';
import type { SummaryRefresher } from './summary-refresher.ts';

/** Loads, joins, and leaves the user's rooms. The pure functions in `room-tracking.ts` make the decisions. */
export interface RoomManager {
  /** Loads the room list and updates the rooms in the state. Throws `ApiError` if a request fails. */
  load(stop: Stop): Promise<void>;
  /** Records that a new connection has opened, on which no room is joined yet. */
  onConnected(): void;
  /** Joins every known room that is not joined on the current connection. Throws `ApiError` if a request fails. */
  joinAll(stop: Stop): Promise<void>;
  /**
   * Loads a room if the client does not know it, and joins it. Does nothing if the room does not exist. Throws
   * `ApiError` for any other failure.
   */
  add(roomId: string): Promise<void>;
  /**
   * Call this method after the user created a room or was added to one. Loads the room if the client does not know it,
   * and joins it even if it was joined before. Throws `ApiError` if a request fails.
   */
  onRoomAdded(roomId: string): Promise<void>;
  /**
   * Removes a known room if the server no longer shows it to the user, for example because the user left it on another
   * device. Throws `ApiError` if the request fails.
   */
  removeIfEnded(roomId: string): Promise<void>;
  /** Leaves a room and removes it from the state. Throws `ApiError` if the request fails. */
  leave(roomId: string): Promise<void>;
}

export function createRoomManager(
  context: ChatContext,
  catchUp: CatchUp,
  summaries: SummaryRefresher,
): RoomManager {
  const { store, api, events, stopped } = context;
  const roomTracker = createStore(recordObservation, initialRoomTracking);
  const roomLoader = createRoomLoader(context, roomTracker, summaries);
  const joinRooms = createRoomJoiner(context, roomTracker, catchUp);
  const isRoomKnown = (roomId: string) => Object.hasOwn(store.get().rooms, roomId);

  const loadAndJoinRoom = coalesceByKey(async (roomId) => {
    const nextStep = decideStepForAddedRoom(roomTracker.get(), roomId, isRoomKnown(roomId));
    const hasRoomReturned = roomTracker.get().returned.has(roomId);
    roomTracker.dispatch({ type: 'return-handled', roomId });
    if (nextStep === 'nothing') return;
    try {
      if (nextStep === 'load-and-join') await roomLoader.loadRoom(roomId);
      if (!isRoomKnown(roomId)) return;
      // Skip the join while disconnected, because the next connection joins every known room.
      if (context.link()) {
        await joinRooms([roomId], stopped).catch((thrown: unknown) => {
          if (context.link()) throw thrown;
        });
      }
      if (hasRoomReturned && !isRoomKnown(roomId)) events.emit('room-returned', { roomId });
    } catch (thrown) {
      if (asApiError(thrown).code !== 'ROOM_NOT_FOUND') throw thrown;
    }
  });
  events.on('room-returned', ({ roomId }) => runInBackground(context, loadAndJoinRoom(roomId)));
  events.on('room-ended', ({ room }) => roomTracker.dispatch({ type: 'ended', roomId: room.id }));
  events.on('unknown-room-seen', () => roomTracker.dispatch({ type: 'unknown-room-seen' }));

  return {
    add: loadAndJoinRoom,
    load: roomLoader.loadList,
    onConnected: () => roomTracker.dispatch({ type: 'connected' }),
    joinAll: (stop) => joinRooms(findUnjoinedRooms(roomTracker.get(), Object.keys(store.get().rooms)), stop),
    onRoomAdded(roomId) {
      roomTracker.dispatch({ type: 'arrived', roomId, isKnown: isRoomKnown(roomId) });
      return loadAndJoinRoom(roomId);
    },
    async removeIfEnded(roomId) {
      if (!isRoomKnown(roomId) || !(await roomLoader.hasEnded(roomId, stopped))) return;
      roomTracker.dispatch({ type: 'left' });
      deliverRoomEnd(context, roomId, true);
    },
    async leave(roomId) {
      await api.removeMember(roomId, store.get().me.id).catch((thrown: unknown) => {
        // The server no longer counts the user as a member: they left on another device, or an earlier leave request
        // succeeded but its response was lost.
        if (asApiError(thrown).code !== 'ROOM_NOT_FOUND') throw thrown;
      });
      roomTracker.dispatch({ type: 'left' });
      deliverRoomEnd(context, roomId, true);
      // A new message may have made the hidden room visible again before the response arrived (ROOM-10).
      runInBackground(context, loadAndJoinRoom(roomId));
    },
  };
}
