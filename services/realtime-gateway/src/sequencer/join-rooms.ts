import { type ChatRoomsJoined, type ErrorCode, type RoomCatchUpResult, RoomId } from '@kcs/contracts';
import { Compile } from 'typebox/compile';
import type { ChatSocket } from '../sockets/socket-state.ts';
import { endsMembership, extendMissedEvents } from './extend-missed.ts';
import type { OpenRoomTracker } from './open-rooms.ts';
import { JoinAuthorizations, type JoinAuthorizationsOptions } from './room-grants.ts';
import { createTimeoutSignal } from './timeout.ts';

/**
 * How long a join waits for Redis to confirm the subscriptions to its rooms. After that, the join continues, and the
 * sweep finds any missed events.
 */
const ROOM_SUBSCRIBE_TIMEOUT_MS = 1_000;
type RoomCatchUpCode = Extract<RoomCatchUpResult, { code: string }>['code'];
const roomIdValidator = Compile(RoomId);

interface RoomJoinerOptions extends JoinAuthorizationsOptions {
  /** Whether the user is a member of the room, according to the membership cache, which may be outdated. */
  readonly isKnownMember: (userId: string, roomId: string) => boolean;
  readonly openRooms: OpenRoomTracker;
  /** Called for each room that is joined with a position, with the way in which the client gets the missed events. */
  readonly onResumed?: (outcome: 'events' | RoomCatchUpCode) => void;
  /** Whether Redis has confirmed the room's subscription. */
  readonly isSubscribed: (roomId: string) => boolean;
  /** Resolves once Redis has confirmed the room's subscription. */
  readonly waitUntilSubscribed: (roomId: string) => Promise<void>;
}

/**
 * Joins sockets to rooms so that no event is lost or repeated (ORD-2, CATCH-1).
 *
 * 1. The gateway asks chat-api about rooms that are not in the membership cache, so that nobody can make the gateway
 *    subscribe to other people's rooms.
 * 2. When Redis has confirmed the subscriptions to the rooms, the gateway requests their heads and missed events.
 * 3. Meanwhile, the gateway records the events that the rooms release.
 * 4. In one turn of the event loop, the socket enters the rooms and gets the answer, which contains the missed events
 *    and the recorded events.
 *
 * If the user is removed from a room during the join, the join of this room is refused.
 */
export class RoomJoiner {
  readonly #options: RoomJoinerOptions;

  constructor(options: RoomJoinerOptions) {
    this.#options = options;
  }

  /**
   * Joins the socket to rooms. Calls `enter` with the answer in the same turn of the event loop in which the socket
   * enters the rooms. Does not call `enter` if the socket has disconnected.
   */
  async join(
    socket: ChatSocket,
    roomIds: readonly string[],
    since: Readonly<Record<string, number>>,
    enter: (answer: ChatRoomsJoined) => void,
  ): Promise<void> {
    const { openRooms } = this.#options;
    const requestedRoomIds = [...new Set(roomIds)];
    const userId = socket.data.user.id;
    const memberRoomIds = await this.#withoutForeignRooms(
      userId,
      requestedRoomIds.filter((id) => roomIdValidator.Check(id)),
    );
    if (!socket.connected) return;
    const joinAuthorizations = new JoinAuthorizations(this.#options, userId, since);
    for (const roomId of memberRoomIds) openRooms.acquire(roomId);
    try {
      await this.#subscribe(memberRoomIds);
      if (!socket.connected) return;
      if (memberRoomIds.length > 0) await joinAuthorizations.request(memberRoomIds);
      if (socket.connected) enter(this.#enter(socket, requestedRoomIds, joinAuthorizations));
    } finally {
      joinAuthorizations.endRecordings();
      for (const roomId of memberRoomIds) openRooms.release(roomId);
    }
  }

  /**
   * Returns which of the given rooms the user is a member of. Sends chat-api one request about all rooms that are not
   * in the membership cache.
   */
  async #withoutForeignRooms(userId: string, roomIds: readonly string[]): Promise<readonly string[]> {
    const { isKnownMember, request } = this.#options;
    const uncachedRoomIds = roomIds.filter((roomId) => !isKnownMember(userId, roomId));
    if (uncachedRoomIds.length === 0) return roomIds;
    const { rooms } = await request({ userId, rooms: uncachedRoomIds.map((roomId) => ({ roomId })) });
    const inaccessibleRoomIds = new Set(rooms.filter((room) => 'code' in room).map(({ roomId }) => roomId));
    return roomIds.filter((roomId) => !inaccessibleRoomIds.has(roomId));
  }

  async #subscribe(roomIds: readonly string[]): Promise<void> {
    const unsubscribedRoomIds = roomIds.filter((roomId) => !this.#options.isSubscribed(roomId));
    if (unsubscribedRoomIds.length === 0) return;
    const { signal, cancel } = createTimeoutSignal(ROOM_SUBSCRIBE_TIMEOUT_MS);
    const subscribeTimeout = new Promise<void>((resolve) =>
      signal.addEventListener('abort', () => resolve()),
    );
    await Promise.race([
      Promise.all(unsubscribedRoomIds.map((roomId) => this.#options.waitUntilSubscribed(roomId))),
      subscribeTimeout,
    ]);
    cancel();
  }

  /**
   * Runs in one turn of the event loop, so that no event is released between the time when the socket enters the rooms
   * and the time when it gets the answer.
   */
  #enter(
    socket: ChatSocket,
    requested: readonly string[],
    joinAuthorizations: JoinAuthorizations,
  ): ChatRoomsJoined {
    const { openRooms, onResumed } = this.#options;
    const joinedRoomIds: string[] = [];
    const headsByRoomId: Record<string, number> = {};
    const missedEventsByRoomId: Record<string, RoomCatchUpResult> = {};
    const rejectedRooms: { roomId: string; code: ErrorCode }[] = [];
    for (const roomId of requested) {
      const roomJoinData = joinAuthorizations.entry(roomId);
      if (!roomJoinData) rejectedRooms.push({ roomId, code: joinAuthorizations.refusalCode(roomId) });
      else if (endsMembership(roomJoinData.after, socket.data.user.id)) {
        rejectedRooms.push({ roomId, code: 'ROOM_NOT_FOUND' });
      } else {
        joinedRoomIds.push(roomId);
        headsByRoomId[roomId] = roomJoinData.position;
        if (roomJoinData.missed) {
          const { missed, after, position } = roomJoinData;
          const catchUpResult = extendMissedEvents(missed, after, position);
          missedEventsByRoomId[roomId] = catchUpResult;
          onResumed?.('code' in catchUpResult ? catchUpResult.code : 'events');
        }
      }
    }
    if (joinedRoomIds.length > 0) socket.join(joinedRoomIds.map((roomId) => openRooms.getName(roomId)));
    const isSuccessful = requested.length === 0 || joinedRoomIds.length > 0;
    return {
      success: isSuccessful,
      rooms: joinedRoomIds,
      message: isSuccessful ? 'Successfully joined chat rooms' : 'None of the chat rooms could be joined',
      ...(rejectedRooms.length > 0 ? { rejected: rejectedRooms } : {}),
      heads: headsByRoomId,
      ...(Object.keys(missedEventsByRoomId).length > 0 ? { missed: missedEventsByRoomId } : {}),
    };
  }
}
