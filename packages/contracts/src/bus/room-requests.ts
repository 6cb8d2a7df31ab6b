import Type from 'typebox';
import { MessageId, RoomId, UserId } from '../ids.ts';
import { LIMITS } from '../limits.ts';
import { Message, SendMessageFields } from '../message.ts';
import { AnyPostPolicy } from '../post-policy.ts';
import { RoomEvent } from '../room-event.ts';
import { RoomCatchUpResult } from '../socket/server-events.ts';
import { Nullable, Seq, Timestamp } from '../time.ts';
import { defineBusRequest } from './request.ts';

const RoomToOpen = Type.Object({ roomId: Type.String({ maxLength: 128 }), since: Type.Optional(Seq) });

/** Missing if all members may send messages. */
const restrictingPostPolicy = { postPolicy: Type.Optional(AnyPostPolicy) };

/** Requests to chat-api about the messages and events of rooms. */
export const ROOM_REQUESTS = {
  /**
   * Checks for each room that the user is a member, and returns the room's head, and its post policy if not all members
   * may send messages. If the request gives `since` for a room, also returns the events after that seq. All values come from one database snapshot (CATCH-1). For a room that
   * does not exist, or that the user is not a member of, the reply contains the code `ROOM_NOT_FOUND` instead (REST-5).
   */
  openRooms: defineBusRequest(
    'kcs.api.open-rooms',
    Type.Object({
      userId: UserId,
      rooms: Type.Array(RoomToOpen, { maxItems: LIMITS.ROOMS_PER_JOIN }),
    }),
    Type.Object({
      rooms: Type.Array(
        Type.Union([
          Type.Object({ roomId: Type.String(), code: Type.Literal('ROOM_NOT_FOUND') }),
          Type.Object({
            roomId: RoomId,
            head: Seq,
            ...restrictingPostPolicy,
            missed: Type.Optional(RoomCatchUpResult),
          }),
        ]),
      ),
    }),
  ),
  /**
   * Does the same as `openRooms` for several joins, with one statement. `openings` has one entry for each room and
   * `since`, with the indexes of those joins whose users are members of the room. A room that is missing for a join does
   * not exist, or the user is not a member. `separate` contains the indexes of joins whose missed events do not fit into
   * the reply. The caller must send `openRooms` for each of them. Older versions do not serve this request.
   */
  openRoomsOfUsers: defineBusRequest(
    'kcs.api.open-rooms-of-users',
    Type.Object({
      joins: Type.Array(
        Type.Object({
          userId: UserId,
          rooms: Type.Array(RoomToOpen, { maxItems: LIMITS.ROOMS_PER_COMBINED_JOIN }),
        }),
        { minItems: 1, maxItems: LIMITS.USERS_PER_BUS_REQUEST },
      ),
    }),
    Type.Object({
      openings: Type.Array(
        Type.Object({
          roomId: RoomId,
          since: Type.Optional(Seq),
          head: Seq,
          ...restrictingPostPolicy,
          missed: Type.Optional(RoomCatchUpResult),
          joins: Type.Array(Type.Integer({ minimum: 0 })),
        }),
      ),
      separate: Type.Array(Type.Integer({ minimum: 0 })),
    }),
  ),
  /**
   * Checks that the user is currently a member of the room, and returns the room's head, and whether the user may send
   * messages there (ROOM-14). Fails with `ROOM_NOT_FOUND` if the user is not a member. Older versions do not send
   * `mayPost`.
   */
  authorizeRoom: defineBusRequest(
    'kcs.api.authorize-room',
    Type.Object({ userId: UserId, roomId: RoomId }),
    Type.Object({ head: Seq, mayPost: Type.Optional(Type.Boolean()) }),
  ),
  /**
   * Sends a message, like REST `POST /chat/rooms/:id/messages`. Idempotent: if the same sender repeats a
   * `client_msg_id`, the request stores nothing and returns the original message with `created: false` (MSG-2).
   */
  sendMessage: defineBusRequest(
    'kcs.api.send-message',
    Type.Object({ userId: UserId, roomId: RoomId, ...SendMessageFields }),
    Type.Object({ created: Type.Boolean(), message: Message }),
  ),
  /**
   * Moves the user's read cursor in a room to the last of the given messages, but never backward. Ignores the ids of
   * messages in other rooms and leaves them out of the reply (SOCK-10). `moved` is false if the cursor did not move.
   */
  markSeen: defineBusRequest(
    'kcs.api.mark-seen',
    Type.Object({
      userId: UserId,
      roomId: RoomId,
      messageIds: Type.Array(MessageId, { minItems: 1, maxItems: LIMITS.IDS_PER_SEEN }),
    }),
    Type.Object({
      messageIds: Type.Array(MessageId),
      lastSeenSeq: Seq,
      moved: Type.Boolean(),
      timestamp: Timestamp,
    }),
  ),
  /**
   * Returns a room's events after a seq, so that a gateway can repair a gap. Does not check membership, so only our own
   * services may send this request. Fails with `RESYNC_REQUIRED` if some of these events are no longer stored (LOG-6).
   */
  listEvents: defineBusRequest(
    'kcs.api.list-events',
    Type.Object({
      roomId: RoomId,
      after: Seq,
      limit: Type.Integer({ minimum: 1, maximum: LIMITS.EVENTS_PER_PAGE }),
    }),
    Type.Object({ events: Type.Array(RoomEvent), head: Seq }),
  ),
  /**
   * Returns each room whose head differs from the position that the caller sent, together with the head. The head of a
   * missing or deleted room is null.
   */
  changedHeads: defineBusRequest(
    'kcs.api.changed-heads',
    Type.Object({ positions: Type.Record(Type.String(), Seq) }),
    Type.Object({ heads: Type.Record(Type.String(), Nullable(Seq)) }),
  ),
} as const;
