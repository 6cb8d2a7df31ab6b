import { useSyncExternalStore } from 'react';

const ROOM_HASH_PREFIX = '#/rooms/';
/**
 * The pattern of a room id. Addresses are untrusted input: a name such as `__proto__` exists in every object, so only
 * ids that match the pattern are looked up.
 */
const ROOM_ID_PATTERN = /^room_\w{1,40}$/;

function subscribeToHash(listener: () => void): () => void {
  window.addEventListener('hashchange', listener);
  return () => window.removeEventListener('hashchange', listener);
}

/** Returns the room id in the page's address, or null if the address contains no valid room id. */
export function roomInAddress(): string | null {
  const id = location.hash.startsWith(ROOM_HASH_PREFIX) ? location.hash.slice(ROOM_HASH_PREFIX.length) : '';
  return ROOM_ID_PATTERN.test(id) ? id : null;
}

/**
 * Returns the room id in the page's address, and re-renders the component when the address changes. The open room is
 * part of the address, so that the back button and reloads work.
 */
export const useRoomInAddress = (): string | null => useSyncExternalStore(subscribeToHash, roomInAddress);

export const roomHref = (roomId: string): string => `${ROOM_HASH_PREFIX}${roomId}`;

export function goToRoom(roomId: string | null): void {
  location.hash = roomId === null ? '#/' : roomHref(roomId);
}

/** Removes the open room from the page's address, because the next user of the tab must not see it. */
export function forgetRoomInAddress(): void {
  if (location.hash !== '') history.replaceState(null, '', location.pathname + location.search);
}
