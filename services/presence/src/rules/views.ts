import type { Presence, RoomOnlineUsers, WebsocketStats } from '@kcs/contracts';
import type { RegistryCounts, UserState } from '../registry/registry.ts';

/**
 * Returns a user's presence as other users see it. For an online user, `lastSeen` is the current time. For an offline
 * user, `lastSeen` is the time when the last socket closed.
 */
export function presenceOf(userId: string, state: UserState, nowMs: number): Presence {
  if (state.status !== null) {
    return { userId, isOnline: true, status: state.status, lastSeen: new Date(nowMs).toISOString() };
  }
  const lastSeen = state.lastSeenMs === null ? null : new Date(state.lastSeenMs).toISOString();
  return { userId, isOnline: false, status: 'offline', lastSeen };
}

export type OnlineMember = RoomOnlineUsers['users'][number];

/**
 * Returns one page of a room's online members. `online` must be sorted by id. The cursor is the last id of the previous
 * page, so no user is skipped or repeated when others come online or go offline between two pages.
 */
export function pageOfOnlineMembers(
  roomId: string,
  online: readonly OnlineMember[],
  cursor: string | undefined,
  size: number,
): RoomOnlineUsers {
  const start = cursor === undefined ? 0 : online.findIndex((member) => member.userId > cursor);
  const users = start === -1 ? [] : online.slice(start, start + size);
  const last = users.at(-1);
  const hasMore = last !== undefined && start + size < online.length;
  return { roomId, users, count: online.length, ...(hasMore ? { nextCursor: last.userId } : {}) };
}

/**
 * Returns the combined statistics of all gateways (ADMIN-1). A gateway that sent no heartbeat for two intervals is
 * listed as missing until its lease ends. Its last figures still count, so the totals are marked as partial.
 */
export function combineGatewayStats(counts: RegistryCounts, heartbeatMs: number): WebsocketStats {
  const missing = counts.epochs
    .filter((epoch) => counts.redisMs - epoch.lastHeartbeatMs > 2 * heartbeatMs)
    .map((epoch) => epoch.totals.id);
  return {
    totalConnections: counts.epochs.reduce((sum, epoch) => sum + epoch.sessions, 0),
    totalUsers: counts.users,
    activeChatRooms: counts.rooms,
    message: 'Real-time chat statistics',
    timestamp: new Date(counts.redisMs).toISOString(),
    partial: missing.length > 0,
    missing: [...new Set(missing)],
    gateways: counts.epochs
      .map((epoch) => ({ ...epoch.totals, connections: epoch.sessions }))
      .sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)),
  };
}
