import { LIMITS } from '@kcs/contracts';
import { getPosition } from '../state/chat-state.ts';
import type { Store } from '../state/store.ts';
import { runWithRetries } from '../time/retrying.ts';
import type { Stop } from '../time/stop.ts';
import type { CatchUp } from './catch-up.ts';
import { type ChatContext, sendRequest } from './chat-context.ts';
import { deliverRoomEnd } from './deliver.ts';
import { computeJoinRetryDelayMs, splitRejectedRooms } from './rejected-rooms.ts';
import type { RoomObservation, RoomTracking } from './room-tracking.ts';

/**
 * Joins known rooms and closes their gaps. Resolves when each room is either joined or removed. Throws `ApiError` if a
 * request fails.
 */
export type JoinRooms = (roomIds: readonly string[], stop: Stop) => Promise<void>;

/**
 * Creates a function that joins rooms over the socket, in batches. The function retries rooms that the server
 * temporarily rejects.
 */
export function createRoomJoiner(
  context: ChatContext,
  tracker: Store<RoomTracking, RoomObservation>,
  catchUp: CatchUp,
): JoinRooms {
  const { store, time, events } = context;
  const isRoomKnown = (roomId: string) => Object.hasOwn(store.get().rooms, roomId);

  /** Joins one batch of rooms. Returns the rooms that the server temporarily rejected. */
  const joinRoomBatch = async (roomIds: readonly string[], stop: Stop): Promise<string[]> => {
    const { connections } = tracker.get();
    const requestJoin = () => {
      const knownRoomIds = roomIds.filter(isRoomKnown);
      const positionsByRoom = Object.fromEntries(
        knownRoomIds.map((id) => [id, getPosition(store.get(), id) ?? 0]),
      );
      return sendRequest(context, 'join-chat-rooms', { roomIds: knownRoomIds, since: positionsByRoom });
    };
    const joinResponse = await runWithRetries(requestJoin, time, stop);
    const { ended, retry } = splitRejectedRooms(joinResponse);
    tracker.dispatch({ type: 'joined', roomIds: joinResponse.rooms, connections });
    for (const roomId of ended) deliverRoomEnd(context, roomId);
    await Promise.all(
      joinResponse.rooms.map((id) => catchUp(id, joinResponse.heads[id] ?? 0, joinResponse.missed?.[id])),
    );
    for (const roomId of joinResponse.rooms) {
      // The client removed this room while the join request was pending. The server may have joined the client to the
      // room after the removal, so the user may be a member again.
      if (!isRoomKnown(roomId)) events.emit('room-returned', { roomId });
    }
    return retry.filter(isRoomKnown);
  };

  return async (roomIds, stop) => {
    let roomIdsToJoin = roomIds;
    for (let attempt = 1; roomIdsToJoin.length > 0; attempt += 1) {
      const rejectedRoomIds: string[] = [];
      for (let start = 0; start < roomIdsToJoin.length; start += LIMITS.ROOMS_PER_JOIN) {
        const roomIdBatch = roomIdsToJoin.slice(start, start + LIMITS.ROOMS_PER_JOIN);
        rejectedRoomIds.push(...(await joinRoomBatch(roomIdBatch, stop)));
      }
      roomIdsToJoin = rejectedRoomIds;
      if (roomIdsToJoin.length > 0) await time.sleep(computeJoinRetryDelayMs(attempt), stop);
      if (stop.hasFired) return;
    }
  };
}
