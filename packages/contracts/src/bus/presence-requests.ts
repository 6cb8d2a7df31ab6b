import Type from 'typebox';
import { RoomId, UserId } from '../ids.ts';
import { GatewayStats, WebsocketStats } from '../rest/admin.ts';
import { RoomOnlineUsers } from '../socket/server-events.ts';
import { Presence, PresenceStatus } from '../user.ts';
import { busRequest } from './request.ts';

/** One lifetime of a gateway. A gateway opens a new epoch when it starts and after its lease was closed. */
const Epoch = Type.String({ pattern: '^[A-Za-z0-9_.-]{1,80}:[0-9a-z]{26}$', maxLength: 120 });
const SocketId = Type.String({ minLength: 1, maxLength: 64 });
const OpenSession = Type.Object({ socketId: SocketId, userId: UserId });

/** Requests from the gateways and chat-api to presence (queue group `presence`). */
export const PRESENCE = {
  /**
   * A gateway's heartbeat. It renews the lease and carries the changes since the last accepted heartbeat. `revision`
   * counts heartbeats with changes. `totals` are the figures after the change. The status `resync` asks for
   * `listSessions`, because the epoch is unknown or a change was lost. The status `closed` means that the gateway
   * needs a new epoch. `evict` lists sockets beyond their user's limit, oldest first (LIM-4).
   */
  beat: busRequest(
    'kcs.presence.beat',
    Type.Object({
      epoch: Epoch,
      revision: Type.Integer({ minimum: 0 }),
      opened: Type.Array(OpenSession, { maxItems: 5000 }),
      closed: Type.Array(OpenSession, { maxItems: 5000 }),
      roomsOpened: Type.Array(RoomId, { maxItems: 5000 }),
      roomsClosed: Type.Array(RoomId, { maxItems: 5000 }),
      totals: GatewayStats,
    }),
    Type.Object({
      status: Type.Union([Type.Literal('accepted'), Type.Literal('resync'), Type.Literal('closed')]),
      evict: Type.Array(SocketId),
    }),
  ),
  /**
   * The full list of an epoch's sessions and rooms, in parts. It takes effect with the last part and replaces the
   * state as of `revision`.
   */
  listSessions: busRequest(
    'kcs.presence.list-sessions',
    Type.Object({
      epoch: Epoch,
      revision: Type.Integer({ minimum: 0 }),
      part: Type.Integer({ minimum: 0 }),
      last: Type.Boolean(),
      sessions: Type.Array(OpenSession, { maxItems: 5000 }),
      rooms: Type.Array(RoomId, { maxItems: 5000 }),
      totals: GatewayStats,
    }),
    Type.Object({ status: Type.Union([Type.Literal('accepted'), Type.Literal('closed')]) }),
  ),
  /**
   * A clean shutdown: the epoch's sessions end now. Users without another socket keep the usual grace period
   * (PRES-2).
   */
  closeEpoch: busRequest('kcs.presence.close-epoch', Type.Object({ epoch: Epoch }), Type.Object({})),
  /** Sets the status for all sockets of the user; the last write wins (PRES-4). */
  setStatus: busRequest(
    'kcs.presence.set-status',
    Type.Object({ userId: UserId, status: PresenceStatus }),
    Type.Object({ status: PresenceStatus }),
  ),
  /** Returns the presence of each user, in the requested order. Unknown users are offline. */
  getPresence: busRequest(
    'kcs.presence.get',
    Type.Object({ userIds: Type.Array(UserId, { maxItems: 500 }) }),
    Type.Object({ users: Type.Array(Presence) }),
  ),
  /** Returns a page of the room's online members (PRES-6). Fails with `ROOM_NOT_FOUND` if `userId` is not a member. */
  roomOnlineUsers: busRequest(
    'kcs.presence.room-online-users',
    Type.Object({
      userId: UserId,
      roomId: RoomId,
      cursor: Type.Optional(Type.String({ maxLength: 128 })),
    }),
    RoomOnlineUsers,
  ),
  /** Counts connections, users and rooms over all gateways (ADMIN-1). */
  stats: busRequest('kcs.presence.stats', Type.Object({}), WebsocketStats),
} as const;
