/**
 * Names of Socket.IO rooms. A chat room has its own Redis channel while it is open on a gateway. User rooms exist on
 * their own gateway only, and nothing is published to them.
 */
export const chatRoom = (roomId: string): string => `room:${roomId}`;
export const userRoom = (userId: string): string => `user:${userId}`;

/** The room of sockets with much unsent data. Events that may be shed skip it. */
export const CONGESTED = 'state:congested';

/** A member of every open chat room besides its sockets. It keeps the Redis subscription before a socket enters. */
export const SENTINEL = 'kcs:open';

const CHAT_ROOM_PREFIX = 'room:';

export const isChatRoom = (name: string): boolean => name.startsWith(CHAT_ROOM_PREFIX);

/** The id of the chat room with this Socket.IO name; undefined for other rooms. */
export const roomIdOf = (name: string): string | undefined =>
  isChatRoom(name) ? name.slice(CHAT_ROOM_PREFIX.length) : undefined;
