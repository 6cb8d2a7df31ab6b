import { useSyncExternalStore } from 'react';

const PREFIX = '#/rooms/';

function subscribe(listener: () => void): () => void {
  window.addEventListener('hashchange', listener);
  return () => window.removeEventListener('hashchange', listener);
}

/** Returns the id of the room in the page's address; null if it names none. */
export const roomInAddress = (): string | null =>
  location.hash.startsWith(PREFIX) ? location.hash.slice(PREFIX.length) : null;

/** Returns the id of the open room. It lives in the address, so the back button and a reload keep working. */
export const useRoomInAddress = (): string | null => useSyncExternalStore(subscribe, roomInAddress);

export const roomHref = (roomId: string): string => `${PREFIX}${roomId}`;

export function goToRoom(roomId: string | null): void {
  location.hash = roomId === null ? '#/' : roomHref(roomId);
}
