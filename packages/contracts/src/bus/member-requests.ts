import Type from 'typebox';
import { RoomId, UserId } from '../ids.ts';
import { LIMITS } from '../limits.ts';
import { AnyRoomType } from '../room.ts';
import { Nullable, Seq } from '../time.ts';
import { AnyUserType } from '../user.ts';
import { defineBusRequest } from './request.ts';
import { RoomsPage } from './rooms-page.ts';

/** Requests to chat-api about the members of rooms. */
export const MEMBER_REQUESTS = {
  /**
   * Returns one page of the user's rooms, sorted by id. To get the following page, pass `next` as `after`. Gateways
   * store the rooms in their membership cache. Presence uses the rooms to choose whom to notify of changes to the
   * user's presence.
   */
  roomsOfUser: defineBusRequest(
    'kcs.api.rooms-of-user',
    Type.Object({ userId: UserId, after: Type.Optional(RoomId) }),
    RoomsPage,
  ),
  /**
   * Returns the first page of each user's rooms, in the order of the users, with one statement. With more users, the
   * pages are smaller. To get the following pages of a user, send `roomsOfUser`. Older versions do not serve this
   * request.
   */
  roomsOfUsers: defineBusRequest(
    'kcs.api.rooms-of-users',
    Type.Object({ userIds: Type.Array(UserId, { minItems: 1, maxItems: LIMITS.USERS_PER_BUS_REQUEST }) }),
    Type.Object({ pages: Type.Array(RoomsPage) }),
  ),
  /**
   * Returns one page of a room's members, ordered by user id. To get the following page, pass `next` as `after`. Fails
   * with `ROOM_NOT_FOUND` if `userId` is not a member.
   */
  roomMembers: defineBusRequest(
    'kcs.api.room-members',
    Type.Object({
      userId: UserId,
      roomId: RoomId,
      after: Type.Optional(UserId),
      limit: Type.Integer({ minimum: 1, maximum: 2000 }),
    }),
    Type.Object({
      members: Type.Array(Type.Object({ userId: UserId, userName: Type.String(), userType: AnyUserType })),
      next: Nullable(UserId),
    }),
  ),
  /**
   * For each given user who is a member of the room, returns the seq of the event that added the user. The reply leaves
   * out users who are not members. A deleted room keeps its members until the room is purged. An event may reach a
   * gateway before an earlier event that removes a member. The gateway uses the seqs to decide who may receive such an
   * event (REM-1).
   */
  joinedSeqs: defineBusRequest(
    'kcs.api.joined-seqs',
    Type.Object({ roomId: RoomId, userIds: Type.Array(UserId, { maxItems: LIMITS.GROUP_MEMBERS }) }),
    Type.Object({ seqs: Type.Record(Type.String(), Seq) }),
  ),
  /**
   * Returns which of the given users may be notified of a mention in the room (MENTION-5): active members whose
   * notification level is not `none`. For each of them, returns the seq of the event that added the user, so that the
   * caller can leave out users who joined after the mention. Also returns the room's name and type. Fails with
   * `ROOM_NOT_FOUND` if nobody may be notified.
   */
  mentionTargets: defineBusRequest(
    'kcs.api.mention-targets',
    Type.Object({ roomId: RoomId, userIds: Type.Array(UserId, { maxItems: LIMITS.GROUP_MEMBERS }) }),
    Type.Object({
      roomName: Type.String(),
      roomType: AnyRoomType,
      joinedSeqs: Type.Record(Type.String(), Seq),
    }),
  ),
} as const;
