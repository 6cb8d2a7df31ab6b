/**
 * Names of Socket.IO rooms. A chat room has its own Redis channel while it is open on a gateway; those of a user and
 * a session exist on their gateway alone, and nothing is published to them.
 */
export const chatRoom = (roomId: string): string => `room:${roomId}`;
export const userRoom = (userId: string): string => `user:${userId}`;
export const sessionRoom = (sessionId: string): string => `session:${sessionId}`;
/** Sockets that have too much unsent: what may be shed passes them by. */
export const CONGESTED = 'state:congested';

const CHAT_ROOM_PREFIX = 'room:';

export const isChatRoom = (name: string): boolean => name.startsWith(CHAT_ROOM_PREFIX);
/** The chat room's id, where the name is that of one. */
export const roomIdOf = (name: string): string | undefined =>
  isChatRoom(name) ? name.slice(CHAT_ROOM_PREFIX.length) : undefined;
