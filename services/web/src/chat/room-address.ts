import { useSyncExternalStore } from 'react';

const PREFIX = '#/rooms/';

function subscribe(listener: () => void): () => void {
  window.addEventListener('hashchange', listener);
  return () => window.removeEventListener('hashchange', listener);
}

/** Returns the id of the room in the page's address, or null if it contains none. */
export const roomInAddress = (): string | null =>
  location.hash.startsWith(PREFIX) ? location.hash.slice(PREFIX.length) : null;

/** Returns the id of the open room. It is part of the page's address, so the back button and reloads work. */
export const useRoomInAddress = (): string | null => useSyncExternalStore(subscribe, roomInAddress);

export const roomHref = (roomId: string): string => `${PREFIX}${roomId}`;

export function goToRoom(roomId: string | null): void {
  location.hash = roomId === null ? '#/' : roomHref(roomId);
}
