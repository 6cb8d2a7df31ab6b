import Type from 'typebox';
import { RoomId, UserId } from '../ids.ts';
import { GatewayStats, WebsocketStats } from '../rest/admin.ts';
import { RoomOnlineUsers } from '../socket/server-events.ts';
import { Presence, PresenceStatus } from '../user.ts';
import { busRequest } from './request.ts';

/** A gateway's life, from start to end: a new one after every restart and after every closed lease. */
const Epoch = Type.String({ pattern: '^[A-Za-z0-9_.-]{1,80}:[0-9a-z]{26}$', maxLength: 120 });
const SocketId = Type.String({ minLength: 1, maxLength: 64 });
const OpenSession = Type.Object({ socketId: SocketId, userId: UserId });

/** What the gateways and chat-api ask of presence (queue group `presence`). */
export const PRESENCE = {
  /**
   * One beat of a gateway: renews its lease and carries what changed since the last accepted beat. `revision` counts
   * beats with changes; `sessions` and `rooms` are the totals after the change. `resync` asks for `listSessions`:
   * the epoch is unknown, closed, or a diff was lost. `evict` names sockets beyond the user's limit, oldest first.
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
  /** The full list of an epoch's sessions and rooms, in parts; the last part makes it valid from `revision` on. */
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
  /** A clean goodbye: its sessions end now, without grace beyond the usual one for a person's last socket. */
  closeEpoch: busRequest('kcs.presence.close-epoch', Type.Object({ epoch: Epoch }), Type.Object({})),
  setStatus: busRequest(
    'kcs.presence.set-status',
    Type.Object({ userId: UserId, status: PresenceStatus }),
    Type.Object({ status: PresenceStatus }),
  ),
  getPresence: busRequest(
    'kcs.presence.get',
    Type.Object({ userIds: Type.Array(UserId, { maxItems: 500 }) }),
    Type.Object({ users: Type.Array(Presence) }),
  ),
  /** Fails with `ROOM_NOT_FOUND` where `userId` is not a member. */
  roomOnlineUsers: busRequest(
    'kcs.presence.room-online-users',
    Type.Object({
      userId: UserId,
      roomId: RoomId,
      cursor: Type.Optional(Type.String({ maxLength: 128 })),
    }),
    RoomOnlineUsers,
  ),
  stats: busRequest('kcs.presence.stats', Type.Object({}), WebsocketStats),
} as const;
