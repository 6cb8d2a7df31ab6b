const ROOM_HASH_PREFIX = '#/rooms/';
/**
 * The format of a room id. Only ids in this format are looked up, because the address is untrusted input, and a lookup
 * of `__proto__` would find a property that every object has.
 */
const ROOM_ID_PATTERN = /^room_\w{1,40}$/;

/** Returns the room id in the part of an address that begins with `#`, or null if it contains no valid room id. */
export function parseRoomHash(hash: string): string | null {
  const roomId = hash.startsWith(ROOM_HASH_PREFIX) ? hash.slice(ROOM_HASH_PREFIX.length) : '';
  return ROOM_ID_PATTERN.test(roomId) ? roomId : null;
}

/** Returns the room id in the page's address, or null if the address contains no valid room id. */
export const getRoomIdInAddress = (): string | null => parseRoomHash(location.hash);

export const createRoomHref = (roomId: string): string => `${ROOM_HASH_PREFIX}${roomId}`;
