import type { RoomOnlineUsers } from '@kcs/contracts';

export type OnlineMember = RoomOnlineUsers['users'][number];

/**
 * One page of a room's online members. `online` is in the order of ids; the cursor is the last id given, so that who
 * comes or goes between two pages moves nobody else across the border.
 */
export function onlinePage(
  roomId: string,
  online: readonly OnlineMember[],
  cursor: string | undefined,
  size: number,
): RoomOnlineUsers {
  const start = cursor === undefined ? 0 : online.findIndex((member) => member.userId > cursor);
  const users = start === -1 ? [] : online.slice(start, start + size);
  const last = users.at(-1);
  const more = last !== undefined && start + size < online.length;
  return { roomId, users, count: online.length, ...(more ? { nextCursor: last.userId } : {}) };
}
