/**
 * The names of Socket.IO rooms. A chat room has its own Redis channel while it is open on a gateway. A user room
 * contains the sockets of one user on one gateway, and nothing is published to it.
 */
export const chatRoomName = (roomId: string): string => `room:${roomId}`;
export const userRoomName = (userId: string): string => `user:${userId}`;

/** The Socket.IO room of sockets with a lot of unsent data. Events that may be shed are not sent to them. */
export const CONGESTED_ROOM = 'state:congested';

/**
 * A placeholder socket id in every open chat room. It keeps the room's Redis subscription alive while no real socket is
 * in the room.
 */
export const SENTINEL_SOCKET_ID = 'kcs:open';

const CHAT_ROOM_PREFIX = 'room:';

export const isChatRoomName = (name: string): boolean => name.startsWith(CHAT_ROOM_PREFIX);

/** Returns the id of the chat room with this Socket.IO room name, or undefined for other Socket.IO rooms. */
export const roomIdOf = (name: string): string | undefined =>
  isChatRoomName(name) ? name.slice(CHAT_ROOM_PREFIX.length) : undefined;
