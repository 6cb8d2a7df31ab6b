import { type ChatRoomsJoined, type ErrorCode, type MissedEvents, RoomId } from '@kcs/contracts';
import { Compile } from 'typebox/compile';
import { toChatRoomName } from '../sockets/room-names.ts';
import type { ChatSocket } from '../sockets/socket-state.ts';
import { extendMissedEvents, removesMember } from './extend-missed.ts';
import type { OpenRooms } from './open-rooms.ts';
import { RoomGrants, type RoomGrantsOptions } from './room-grants.ts';
import { startTimeout } from './timeout.ts';

/**
 * How long a join waits for Redis to confirm the subscriptions to its rooms. After that, the join continues, and the
 * sweep finds any missed events.
 */
const SUBSCRIBE_TIMEOUT_MS = 1_000;
const roomIdValidator = Compile(RoomId);

interface JoinRoomsOptions extends RoomGrantsOptions {
  /** Whether the user is a member of the room, according to the membership cache, which may be outdated. */
  readonly isKnownMember: (userId: string, roomId: string) => boolean;
  readonly openRooms: OpenRooms;
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
export class JoinRooms {
  readonly #options: JoinRoomsOptions;

  constructor(options: JoinRoomsOptions) {
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
    const grants = new RoomGrants(this.#options, userId, since);
    for (const roomId of memberRoomIds) openRooms.acquire(roomId);
    try {
      await this.#subscribe(memberRoomIds);
      if (!socket.connected) return;
      if (memberRoomIds.length > 0) await grants.request(memberRoomIds);
      if (socket.connected) enter(this.#enter(socket, requestedRoomIds, grants));
    } finally {
      grants.endRecordings();
      for (const roomId of memberRoomIds) openRooms.release(roomId);
    }
  }

  /**
   * Returns those of the given rooms that the user is a member of. Sends chat-api one request about all rooms that are
   * not in the membership cache.
   */
  async #withoutForeignRooms(userId: string, roomIds: readonly string[]): Promise<readonly string[]> {
    const { isKnownMember, request } = this.#options;
    const uncachedRoomIds = roomIds.filter((roomId) => !isKnownMember(userId, roomId));
    if (uncachedRoomIds.length === 0) return roomIds;
    const { rooms } = await request({ userId, rooms: uncachedRoomIds.map((roomId) => ({ roomId })) });
    const foreignRoomIds = new Set(rooms.filter((room) => 'code' in room).map(({ roomId }) => roomId));
    return roomIds.filter((roomId) => !foreignRoomIds.has(roomId));
  }

  async #subscribe(roomIds: readonly string[]): Promise<void> {
    const { signal, cancel } = startTimeout(SUBSCRIBE_TIMEOUT_MS);
    const subscribeTimeout = new Promise<void>((resolve) =>
      signal.addEventListener('abort', () => resolve()),
    );
    await Promise.race([
      Promise.all(roomIds.map((roomId) => this.#options.waitUntilSubscribed(roomId))),
      subscribeTimeout,
    ]);
    cancel();
  }

  /**
   * Runs in one turn of the event loop, so that no event is released between the time when the socket enters the rooms
   * and the time when it gets the answer.
   */
  #enter(socket: ChatSocket, requested: readonly string[], grants: RoomGrants): ChatRoomsJoined {
    const joinedRoomIds: string[] = [];
    const headsByRoom: Record<string, number> = {};
    const missedByRoom: Record<string, MissedEvents> = {};
    const rejectedRooms: { roomId: string; code: ErrorCode }[] = [];
    for (const roomId of requested) {
      const roomEntry = grants.entry(roomId);
      if (!roomEntry) rejectedRooms.push({ roomId, code: grants.refusalCode(roomId) });
      else if (removesMember(roomEntry.after, socket.data.user.id)) {
        rejectedRooms.push({ roomId, code: 'ROOM_NOT_FOUND' });
      } else {
        joinedRoomIds.push(roomId);
        headsByRoom[roomId] = roomEntry.position;
        if (roomEntry.missed)
          missedByRoom[roomId] = extendMissedEvents(roomEntry.missed, roomEntry.after, roomEntry.position);
      }
    }
    if (joinedRoomIds.length > 0) socket.join(joinedRoomIds.map(toChatRoomName));
    const isSuccessful = requested.length === 0 || joinedRoomIds.length > 0;
    return {
      success: isSuccessful,
      rooms: joinedRoomIds,
      message: isSuccessful ? 'Successfully joined chat rooms' : 'None of the chat rooms could be joined',
      ...(rejectedRooms.length > 0 ? { rejected: rejectedRooms } : {}),
      heads: headsByRoom,
      ...(Object.keys(missedByRoom).length > 0 ? { missed: missedByRoom } : {}),
    };
  }
}
