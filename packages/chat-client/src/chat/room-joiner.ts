import { LIMITS } from '@kcs/contracts';
import { positionOf } from '../state/chat-state.ts';
import type { Store } from '../state/store.ts';
import { retrying } from '../time/retrying.ts';
import type { Stop } from '../time/stop.ts';
import type { CatchUp } from './catch-up.ts';
import { type ChatContext, request } from './chat-context.ts';
import { deliverEnd } from './deliver.ts';
import { joinAgainAfterMs, type RoomFact, type RoomTracking, sortRejected } from './room-tracking.ts';

/** Joins known rooms and closes their gaps. Resolves when each room is either joined or removed. Throws `ApiError`. */
export type JoinRooms = (roomIds: readonly string[], stop: Stop) => Promise<void>;

/**
 * Creates a function that joins rooms over the socket, in batches. It retries rooms that the server temporarily
 * rejects.
 */
export function createRoomJoiner(
  context: ChatContext,
  tracker: Store<RoomTracking, RoomFact>,
  catchUp: CatchUp,
): JoinRooms {
  const { store, time, events } = context;
  const isKnown = (roomId: string) => Object.hasOwn(store.get().rooms, roomId);

  /** Joins one batch of rooms. Returns the rooms that the server temporarily rejected. */
  const joinBatch = async (roomIds: readonly string[], stop: Stop): Promise<string[]> => {
    const { connections } = tracker.get();
    const join = () => {
      const known = roomIds.filter(isKnown);
      const since = Object.fromEntries(known.map((id) => [id, positionOf(store.get(), id) ?? 0]));
      return request(context, 'join-chat-rooms', { roomIds: known, since });
    };
    const response = await retrying(join, time, stop);
    const { over, retry } = sortRejected(response);
    tracker.dispatch({ type: 'joined', roomIds: response.rooms, connections });
    for (const roomId of over) deliverEnd(context, roomId);
    await Promise.all(
      response.rooms.map((id) => catchUp(id, response.heads[id] ?? 0, response.missed?.[id])),
    );
    for (const roomId of response.rooms) {
      // The client removed this room while the join request was pending. The server may have joined the room after
      // that, so the user may be a member again.
      if (!isKnown(roomId)) events.emit('room-returned', { roomId });
    }
    return retry.filter(isKnown);
  };

  return async (roomIds, stop) => {
    let wanted = roomIds;
    for (let turn = 1; wanted.length > 0; turn += 1) {
      const refused: string[] = [];
      for (let at = 0; at < wanted.length; at += LIMITS.ROOMS_PER_JOIN) {
        refused.push(...(await joinBatch(wanted.slice(at, at + LIMITS.ROOMS_PER_JOIN), stop)));
      }
      wanted = refused;
      if (wanted.length > 0) await time.sleep(joinAgainAfterMs(turn), stop);
      if (stop.isOver) return;
    }
  };
}
