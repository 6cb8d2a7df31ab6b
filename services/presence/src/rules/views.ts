import type { Presence, RoomOnlineUsers, WebsocketStats } from '@kcs/contracts';
import type { UserState } from '../registry/presence-change.ts';
import type { RegistryCounts } from '../registry/registry-counts.ts';

/**
 * Returns a user's presence as other users see it. `lastSeen` is the current time for an online user, and the closing
 * time of the last socket for an offline user.
 */
export function createPresence(userId: string, state: UserState, nowMs: number): Presence {
  if (state.status !== null) {
    return { userId, isOnline: true, status: state.status, lastSeen: new Date(nowMs).toISOString() };
  }
  const lastSeen = state.lastSeenMs === null ? null : new Date(state.lastSeenMs).toISOString();
  return { userId, isOnline: false, status: 'offline', lastSeen };
}

export type OnlineMember = RoomOnlineUsers['users'][number];

/**
 * Returns one page of a room's online members. `online` must be sorted by user id. The cursor is the last user id on
 * the previous page, so no member is skipped or repeated when users come online or go offline between two requests.
 */
export function createOnlineMembersPage(
  roomId: string,
  online: readonly OnlineMember[],
  cursor: string | undefined,
  size: number,
): RoomOnlineUsers {
  const startIndex = cursor === undefined ? 0 : online.findIndex((member) => member.userId > cursor);
  const pageUsers = startIndex === -1 ? [] : online.slice(startIndex, startIndex + size);
  const lastUser = pageUsers.at(-1);
  const hasMore = lastUser !== undefined && startIndex + size < online.length;
  return {
    roomId,
    users: pageUsers,
    count: online.length,
    ...(hasMore ? { nextCursor: lastUser.userId } : {}),
  };
}

/**
 * Returns statistics summed over all gateways (ADMIN-1). A gateway that has sent no heartbeat for two intervals is
 * listed as missing, and the totals are marked as partial. The last figures from a missing gateway count until its
 * lease ends.
 */
export function combineGatewayStats(counts: RegistryCounts, heartbeatMs: number): WebsocketStats {
  const missingGatewayIds = counts.epochs
    .filter((epoch) => counts.redisMs - epoch.lastHeartbeatMs > 2 * heartbeatMs)
    .map((epoch) => epoch.totals.id);
  return {
    totalConnections: counts.epochs.reduce((sum, epoch) => sum + epoch.sessions, 0),
    totalUsers: counts.users,
    activeChatRooms: counts.rooms,
    message: 'Real-time chat statistics',
    timestamp: new Date(counts.redisMs).toISOString(),
    partial: missingGatewayIds.length > 0,
    missing: [...new Set(missingGatewayIds)],
    gateways: counts.epochs
      .map((epoch) => ({ ...epoch.totals, connections: epoch.sessions }))
      .sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)),
  };
}
