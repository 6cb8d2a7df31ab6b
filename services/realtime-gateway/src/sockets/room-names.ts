/**
 * The names of Socket.IO rooms. A chat room's Socket.IO room has a Redis channel while the chat room is open on a
 * gateway. A user's Socket.IO room contains the user's sockets on one gateway and has no Redis channel.
 */
export const toChatRoomName = (roomId: string): string => `room:${roomId}`;
export const toUserRoomName = (userId: string): string => `user:${userId}`;

/**
 * The Socket.IO room of congested sockets, which have a lot of unsent data. These sockets receive no events that may be
 * dropped.
 */
export const CONGESTED_SOCKETS_ROOM_NAME = 'state:congested';

/**
 * The id of a placeholder socket in every open chat room. The placeholder keeps the room's Redis subscription active
 * while no real socket is in the room.
 */
export const PLACEHOLDER_SOCKET_ID = 'kcs:open';

const CHAT_ROOM_NAME_PREFIX = 'room:';

export const isChatRoomName = (name: string): boolean => name.startsWith(CHAT_ROOM_NAME_PREFIX);

/**
 * Returns the id of the chat room to which a Socket.IO room belongs, or undefined if the Socket.IO room belongs to no
 * chat room.
 */
export const parseChatRoomId = (name: string): string | undefined =>
  isChatRoomName(name) ? name.slice(CHAT_ROOM_NAME_PREFIX.length) : undefined;
