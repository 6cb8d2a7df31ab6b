const ROOM_HASH_PREFIX = '#/rooms/';
/**
 * The pattern of a room id. Addresses are untrusted input: a name such as `__proto__` exists in every object, so only
 * ids that match the pattern are looked up.
 */
const ROOM_ID_PATTERN = /^room_\w{1,40}$/;

/** Returns the room id in the page's address, or null if the address contains no valid room id. */
export function roomInAddress(): string | null {
  const id = location.hash.startsWith(ROOM_HASH_PREFIX) ? location.hash.slice(ROOM_HASH_PREFIX.length) : '';
  return ROOM_ID_PATTERN.test(id) ? id : null;
}

export const roomHref = (roomId: string): string => `${ROOM_HASH_PREFIX}${roomId}`;
