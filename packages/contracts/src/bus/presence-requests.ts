import Type from 'typebox';
import { RoomId, UserId } from '../ids.ts';
import { GatewayStats, WebsocketStats } from '../rest/admin.ts';
import { RoomOnlineUsers } from '../socket/server-events.ts';
import { Presence, PresenceStatus } from '../user.ts';
import { defineBusRequest } from './request.ts';

/** The id of a gateway's epoch. A gateway opens an epoch when it starts, and a new one each time its lease ends. */
const EpochId = Type.String({ pattern: '^[A-Za-z0-9_.-]{1,80}:[0-9a-z]{26}$', maxLength: 120 });
const SocketId = Type.String({ minLength: 1, maxLength: 64 });
const OpenPresenceSession = Type.Object({ socketId: SocketId, userId: UserId });

/**
 * Requests that the gateways and chat-api send to presence. presence receives them in the NATS queue group `presence`.
 */
export const PRESENCE_REQUESTS = {
  /**
   * Renews a gateway's lease and reports the sessions and rooms that were opened or closed since the last accepted
   * heartbeat. `revision` is the number of heartbeats so far that contained changes. `totals` contains the gateway's
   * statistics after these changes. The reply status `resync` means that presence does not know the epoch or has missed
   * a change, so the gateway must send `listSessions`. The reply status `closed` means that the epoch has ended, so the
   * gateway must open a new one. `evict` lists the sockets that the gateway must close because a user has more sockets
   * than allowed, oldest first (LIM-4).
   */
  beat: defineBusRequest(
    'kcs.presence.beat',
    Type.Object({
      epoch: EpochId,
      revision: Type.Integer({ minimum: 0 }),
      opened: Type.Array(OpenPresenceSession, { maxItems: 5000 }),
      closed: Type.Array(OpenPresenceSession, { maxItems: 5000 }),
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
   * Sends a complete snapshot of an epoch's sessions and rooms, split into parts. When the last part arrives, the
   * snapshot replaces the sessions and rooms that presence has stored for the epoch. The snapshot includes all changes
   * up to `revision`.
   */
  listSessions: defineBusRequest(
    'kcs.presence.list-sessions',
    Type.Object({
      epoch: EpochId,
      revision: Type.Integer({ minimum: 0 }),
      part: Type.Integer({ minimum: 0 }),
      last: Type.Boolean(),
      sessions: Type.Array(OpenPresenceSession, { maxItems: 5000 }),
      rooms: Type.Array(RoomId, { maxItems: 5000 }),
      totals: GatewayStats,
    }),
    Type.Object({ status: Type.Union([Type.Literal('accepted'), Type.Literal('closed')]) }),
  ),
  /**
   * Reports a clean gateway shutdown. The epoch's sessions end immediately. Users without a socket on another gateway
   * go offline after the usual grace period (PRES-2).
   */
  closeEpoch: defineBusRequest('kcs.presence.close-epoch', Type.Object({ epoch: EpochId }), Type.Object({})),
  /** Sets a user's status, which applies to all of the user's sockets. The last write wins (PRES-4). */
  setStatus: defineBusRequest(
    'kcs.presence.set-status',
    Type.Object({ userId: UserId, status: PresenceStatus }),
    Type.Object({ status: PresenceStatus }),
  ),
  /**
   * Returns the presence of each user, in the requested order. A user whom presence does not know is returned as
   * offline.
   */
  getPresence: defineBusRequest(
    'kcs.presence.get',
    Type.Object({ userIds: Type.Array(UserId, { maxItems: 500 }) }),
    Type.Object({ users: Type.Array(Presence) }),
  ),
  /** Returns one page of a room's online members (PRES-6). Fails with `ROOM_NOT_FOUND` if `userId` is not a member. */
  roomOnlineUsers: defineBusRequest(
    'kcs.presence.room-online-users',
    Type.Object({
      userId: UserId,
      roomId: RoomId,
      cursor: Type.Optional(Type.String({ maxLength: 128 })),
    }),
    RoomOnlineUsers,
  ),
  /** Returns the numbers of connections, users, and rooms across all gateways (ADMIN-1). */
  stats: defineBusRequest('kcs.presence.stats', Type.Object({}), WebsocketStats),
} as const;
