import { asApiError } from '../api/api-error.ts';
import { createStore } from '../state/store.ts';
import { coalescedByKey } from '../time/coalesced.ts';
import type { Stop } from '../time/stop.ts';
import type { CatchUp } from './catch-up.ts';
import { type ChatContext, inBackground } from './chat-context.ts';
import { deliverEnd } from './deliver.ts';
import { createRoomJoiner } from './room-joiner.ts';
import { createRoomLoader } from './room-loader.ts';
import { initialTracking, nextForRoom, track, unjoined } from './room-tracking.ts';
import type { SummaryRefresher } from './summary-refresher.ts';

/** The rooms of the user: finding and joining them. The decisions are in `room-tracking.ts`. */
export interface Rooms {
  /** Loads the room list. Throws `ApiError`. */
  load(stop: Stop): Promise<void>;
  /** Call it when a new connection is open, on which no room is joined yet. */
  connected(): void;
  /** Joins every known room that is not joined. Throws `ApiError`. */
  joinAll(stop: Stop): Promise<void>;
  /** Loads a room that may be new, and joins it. Does nothing if it no longer exists. Throws `ApiError`. */
  add(roomId: string): Promise<void>;
  /**
   * Brings a room up to date after the user created it or was added to it, even if it is unknown. Throws `ApiError`.
   */
  arrived(roomId: string): Promise<void>;
  /**
   * Ends a known room if the server no longer shows it: the user may have left it on another device. Throws `ApiError`.
   */
  endIfOver(roomId: string): Promise<void>;
  /** Leaves a room. Throws `ApiError` if that is not possible now. */
  leave(roomId: string): Promise<void>;
}

export function createRooms(context: ChatContext, catchUp: CatchUp, summaries: SummaryRefresher): Rooms {
  const { store, api, events, stopped } = context;
  const tracker = createStore(track, initialTracking);
  const loader = createRoomLoader(context, tracker, summaries);
  const join = createRoomJoiner(context, tracker, catchUp);
  const isKnown = (roomId: string) => Object.hasOwn(store.get().rooms, roomId);

  const add = coalescedByKey(async (roomId) => {
    const next = nextForRoom(tracker.get(), roomId, isKnown(roomId));
    const isReturned = tracker.get().returned.has(roomId);
    tracker.dispatch({ type: 'return-handled', roomId });
    if (next === 'nothing') return;
    try {
      if (next === 'load-and-join') await loader.loadRoom(roomId);
      if (!isKnown(roomId)) return;
      // Without a connection there is nothing to do: the next one joins every known room.
      if (context.link()) {
        await join([roomId], stopped).catch((thrown: unknown) => {
          if (context.link()) throw thrown;
        });
      }
      if (isReturned && !isKnown(roomId)) events.emit('room-returned', { roomId });
    } catch (thrown) {
      if (asApiError(thrown).code !== 'ROOM_NOT_FOUND') throw thrown;
    }
  });
  events.on('room-returned', ({ roomId }) => inBackground(context, add(roomId)));
  events.on('room-ended', ({ room }) => tracker.dispatch({ type: 'ended', roomId: room.id }));

  return {
    add,
    load: loader.loadList,
    connected: () => tracker.dispatch({ type: 'connected' }),
    joinAll: (stop) => join(unjoined(tracker.get(), Object.keys(store.get().rooms)), stop),
    arrived(roomId) {
      tracker.dispatch({ type: 'arrived', roomId, isKnown: isKnown(roomId) });
      return add(roomId);
    },
    async endIfOver(roomId) {
      if (!isKnown(roomId) || !(await loader.isOver(roomId, stopped))) return;
      tracker.dispatch({ type: 'left' });
      deliverEnd(context, roomId, true);
    },
    async leave(roomId) {
      await api.removeMember(roomId, store.get().me.id).catch((thrown: unknown) => {
        // The user has already left, on another device or by a request whose response was lost.
        if (asApiError(thrown).code !== 'ROOM_NOT_FOUND') throw thrown;
      });
      tracker.dispatch({ type: 'left' });
      deliverEnd(context, roomId, true);
      // A new message may have shown the room again before the response came (ROOM-10).
      inBackground(context, add(roomId));
    },
  };
}
